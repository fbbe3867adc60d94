// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell.manifold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reeve.dependency.Engine;
import io.reeve.shell.command.GogoSession;
import io.reeve.worker.Why;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The shell lets its users call any method of what a command returns, also those who may only look. */
class AnswersTest {
    private final ManifoldCommands commands = new ManifoldCommands(() -> Fixture.NOW);
    private final GogoSession gogo = new GogoSession(ManifoldCommands.SCOPE, commands, ManifoldCommandsTest.FUNCTIONS);
    private final FakeEngine engine = new FakeEngine("default");

    @BeforeEach
    void bind() {
        engine.reasons.put("web", new Why("manifold 'web'", "started", "as it was told", null, null, null, null));
        commands.addEngine(
                engine.with(Fixture.started("db")).with(Fixture.started("web").needs("db")));
    }

    @AfterEach
    void leave() {
        gogo.close();
    }

    @Test
    @DisplayName("OC-16 through the answer to a command that only looks nobody gets at the engine")
    void nobodyGetsAtTheEngine() {
        assertThatThrownBy(() -> gogo.execute("(((manifold:impact db) subject) engine) bounce db"))
                .isInstanceOf(Exception.class);
        assertThat(engine.asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "list",
                "info web",
                "report",
                "report web",
                "why web",
                "graph",
                "graph web",
                "impact db",
                "missing",
                "bounce db",
                "engines"
            })
    @DisplayName("OC-16 no answer holds anything that acts")
    void holdsNothingThatActs(String command) throws Exception {
        Object answer = gogo.execute("manifold:" + command);

        assertThat(reachableFrom(answer)).noneMatch(Engine.class::isInstance).contains(answer);
    }

    /** All objects of ours, and what is in collections. */
    private static Set<Object> reachableFrom(Object start) throws IllegalAccessException {
        Set<Object> reached = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Object> open = new ArrayDeque<>();
        open.add(start);
        while (!open.isEmpty()) {
            Object next = open.remove();
            if (!reached.add(next)) {
                continue;
            }
            if (next instanceof Collection<?> several) {
                several.stream().filter(each -> each != null).forEach(open::add);
            } else if (next instanceof Map<?, ?> map) {
                open.add(map.values());
            } else if (next.getClass().getName().startsWith("io.reeve")) {
                addFields(next, open);
            }
        }
        return reached;
    }

    private static void addFields(Object owner, Deque<Object> open) throws IllegalAccessException {
        for (Class<?> type = owner.getClass();
                type != Object.class && type != Enum.class;
                type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
                    field.setAccessible(true);
                    Object value = field.get(owner);
                    if (value != null) {
                        open.add(value);
                    }
                }
            }
        }
    }
}
