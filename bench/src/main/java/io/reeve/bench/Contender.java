// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import java.util.Locale;

/** Who is measured. */
enum Contender {
    /** The least that Java can do; supervises nothing. */
    FLOOR("the least that Java can do") {
        @Override
        String version() {
            return "";
        }

        @Override
        Crew crew(CrewPlan plan) {
            return new FloorCrew(plan);
        }
    },
    /** Us. */
    REEVE("Reeve") {
        @Override
        String version() {
            return System.getProperty("reeve.bench.version", "");
        }

        @Override
        Crew crew(CrewPlan plan) {
            return new ReeveCrew(plan);
        }
    },
    /** Apache Pekko, typed actors under one parent. */
    PEKKO("Apache Pekko typed") {
        @Override
        String version() {
            return Versions.of(org.apache.pekko.actor.typed.ActorSystem.class);
        }

        @Override
        Crew crew(CrewPlan plan) {
            return new PekkoCrew(plan);
        }
    },
    /** Guava's ServiceManager. */
    GUAVA("Guava ServiceManager") {
        @Override
        String version() {
            return Versions.of(com.google.common.util.concurrent.ServiceManager.class);
        }

        @Override
        Crew crew(CrewPlan plan) {
            return new GuavaCrew(plan);
        }
    },
    /** A supervisor of Erlang/OTP, which is a program of its own. */
    OTP("Erlang/OTP supervisor") {
        @Override
        String version() {
            return Erlang.version();
        }

        @Override
        Crew crew(CrewPlan plan) {
            throw new UnsupportedOperationException("OTP does not run in a JVM");
        }
    };

    private final String title;

    Contender(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /** As measured; empty if there is none to speak of. */
    abstract String version();

    /** Workers under a supervisor of this kind, none of them started. */
    abstract Crew crew(CrewPlan plan);

    boolean isPeer() {
        return this != FLOOR && this != REEVE;
    }

    static Contender named(String name) {
        for (Contender contender : values()) {
            if (contender.toString().equals(name)) {
                return contender;
            }
        }
        throw new IllegalArgumentException("there is no contender '" + name + "'");
    }

    /** The name on the command line and in the table. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
