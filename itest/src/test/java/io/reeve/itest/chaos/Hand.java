// SPDX-License-Identifier: Apache-2.0
package io.reeve.itest.chaos;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.osgi.framework.Bundle;

/** One of those who meddle at the same time: it has sites of its own, and does to them what its dice say. */
final class Hand {
    private static final List<String> PLANS =
            List.of("nothing", "throw", "overflow", "exhaust", "slow", "deaf", "twice", "twice");
    private static final List<String> ORDERS =
            List.of("crash", "crash", "overflow", "exhaust", "leak", "hang", "deaf", "wild");

    private final Yard yard;
    private final Wishes wishes;
    private final Pulse pulse;
    private final Diary diary;
    private final List<Site> sites;
    private final Random dice;

    Hand(Yard yard, Wishes wishes, Pulse pulse, Diary diary, List<Site> sites, Random dice) {
        this.yard = yard;
        this.wishes = wishes;
        this.pulse = pulse;
        this.diary = diary;
        this.sites = sites;
        this.dice = dice;
    }

    /** Does something to one of its sites. */
    void meddle() throws Exception {
        Site site = sites.get(dice.nextInt(sites.size()));
        int choice = dice.nextInt(100);
        if (site.wish == Site.Wish.ABSENT) {
            change(site, "install", () -> install(site));
        } else if (choice < 45) {
            misbehave(site);
        } else if (choice < 60) {
            change(site, "stop or start", () -> toggle(site));
        } else if (choice < 72) {
            change(site, "update", () -> yard.update(site));
        } else if (choice < 80) {
            change(site, "refresh", () -> yard.refresh(yard.bundle(site)));
        } else if (choice < 86) {
            change(site, "uninstall", () -> uninstall(site));
        } else if (site.kind == Site.Kind.COMPONENT) {
            change(site, "configure", () -> configure(site));
        } else {
            misbehave(site);
        }
    }

    private void change(Site site, String what, Yard.Attempt attempt) throws Exception {
        diary.note(what + " " + site.name);
        wishes.begin(site.name);
        attempt.make();
        wishes.done(site);
    }

    private void misbehave(Site site) {
        if (dice.nextInt(3) == 0) {
            String plan = pick(PLANS);
            diary.note("next start of " + site.name + ": " + plan);
            pulse.plan(site.name, plan);
        } else {
            String order = pick(ORDERS);
            diary.note(site.name + " will " + order);
            pulse.order(site.name, order);
        }
    }

    private String pick(List<String> all) {
        return all.get(dice.nextInt(all.size()));
    }

    private void install(Site site) throws Exception {
        yard.install(site);
        yard.start(yard.bundle(site));
        site.wish = Site.Wish.STARTED;
    }

    private void toggle(Site site) throws Exception {
        Bundle bundle = yard.bundle(site);
        if (site.wish == Site.Wish.STARTED) {
            yard.stop(bundle);
            site.wish = Site.Wish.STOPPED;
        } else {
            yard.start(bundle);
            site.wish = Site.Wish.STARTED;
        }
    }

    private void uninstall(Site site) throws Exception {
        yard.uninstall(site);
        if (dice.nextBoolean()) {
            yard.refresh(null);
        }
        site.wish = Site.Wish.ABSENT;
    }

    /** Gives a component another runner, or takes its configuration away. */
    private void configure(Site site) throws Exception {
        int choice = dice.nextInt(3);
        if (choice == 2) {
            yard.deleteConfiguration(site.name);
            site.runner = "default";
        } else {
            yard.configure(site.name, Map.of("worker.runner", "side" + choice));
            site.runner = "side" + choice;
        }
    }
}
