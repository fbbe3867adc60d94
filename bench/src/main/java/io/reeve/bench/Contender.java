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

        @Override
        Graph graph(GraphPlan plan, Starts starts) {
            return new FloorGraph(plan, starts);
        }

        @Override
        Fleet fleet(int size, Starts starts) throws Exception {
            return new FloorFleet(size, starts);
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

        @Override
        Graph graph(GraphPlan plan, Starts starts) {
            return new ReeveGraph(plan, starts);
        }

        @Override
        Fleet fleet(int size, Starts starts) throws Exception {
            return new ReeveFleet(size, starts);
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
    },
    /** Declarative Services as Apache Felix does them. */
    SCR("Apache Felix SCR") {
        @Override
        String version() {
            return Versions.of(ClassPath.jar("org.apache.felix.scr"));
        }

        @Override
        Graph graph(GraphPlan plan, Starts starts) throws Exception {
            return new ScrGraph(plan, starts);
        }

        @Override
        Fleet fleet(int size, Starts starts) throws Exception {
            return new ScrFleet(size, starts);
        }
    },
    /** The dependency manager of Apache Felix. */
    DM("Apache Felix Dependency Manager") {
        @Override
        String version() {
            return Versions.of(org.apache.felix.dm.DependencyManager.class);
        }

        @Override
        Graph graph(GraphPlan plan, Starts starts) throws Exception {
            return new DmGraph(plan, starts);
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
    Crew crew(CrewPlan plan) {
        throw new UnsupportedOperationException(title + " has no crews");
    }

    /** Workers that need each other, none of them installed. */
    Graph graph(GraphPlan plan, Starts starts) throws Exception {
        throw new UnsupportedOperationException(title + " has no graphs");
    }

    /** Services in a container that is started with it, none of them published. */
    Fleet fleet(int size, Starts starts) throws Exception {
        throw new UnsupportedOperationException(title + " has no fleets");
    }

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
