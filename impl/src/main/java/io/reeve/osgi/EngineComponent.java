// SPDX-License-Identifier: Apache-2.0
package io.reeve.osgi;

import java.util.Map;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** Tells the board of one configuration of an engine. */
@Component(
        name = EngineComponent.PID,
        service = {},
        configurationPid = EngineComponent.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = EngineConfiguration.class, factory = true)
public final class EngineComponent {
    static final String PID = "io.reeve.engine";

    private final Board board;
    private final String pid;

    /**
     * For the component runtime.
     *
     * @param board the board
     * @param properties the configuration, in whatever types its writer used
     */
    @Activate
    public EngineComponent(@Reference Board board, Map<String, Object> properties) {
        this.board = board;
        this.pid = String.valueOf(properties.get(Constants.SERVICE_PID));
        configure(properties);
    }

    @Modified
    void configure(Map<String, Object> properties) {
        board.configure(pid, HostSettings.of(HostKind.ENGINE, pid, properties));
    }

    @Deactivate
    void deactivate() {
        board.unconfigure(pid);
    }
}
