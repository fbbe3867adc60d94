// SPDX-License-Identifier: Apache-2.0
package io.reeve.shell.command;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.Strictness;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.felix.gogo.command.Basic;
import org.apache.felix.gogo.runtime.CommandProcessorImpl;
import org.apache.felix.gogo.runtime.threadio.ThreadIOImpl;
import org.apache.felix.gogo.shell.Posix;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** Felix Gogo itself, with our commands in it, and an operator who reads what it prints. */
public final class GogoSession implements AutoCloseable {
    private static final Gson STRICT =
            new GsonBuilder().setStrictness(Strictness.STRICT).create();

    private final ThreadIOImpl threadIo = new ThreadIOImpl();
    private final CommandProcessorImpl processor = new CommandProcessorImpl(threadIo);
    private final ByteArrayOutputStream console = new ByteArrayOutputStream();
    private final CommandSession session;

    /** With the commands of one scope, which is the first that a bare name is looked up in. */
    public GogoSession(String scope, Object commands, List<String> functions) {
        threadIo.start();
        PrintStream out = new PrintStream(console, true, StandardCharsets.UTF_8);
        session = processor.createSession(new ByteArrayInputStream(new byte[0]), out, out);
        processor.addConverter(new AnswerConverter());
        functions.forEach(function -> processor.addCommand(scope, commands, function));
        processor.addCommand("gogo", new Posix(), "grep");
        processor.addCommand("gogo", new Posix(), "echo");
        processor.addCommand("felix", new Basic(frameworkWith(scope, commands, functions)), "help");
        session.put("SCOPE", scope + ":gogo:felix:*");
    }

    /** What the operator reads: what was printed, then the result as a shell shows it. */
    public String run(String line) throws Exception {
        Object result = execute(line);
        String printed = console.toString(StandardCharsets.UTF_8);
        return result == null || result instanceof Boolean
                ? printed
                : printed + session.format(result, Converter.INSPECT);
    }

    public Object execute(String line) throws Exception {
        console.reset();
        return session.execute(line);
    }

    /** Sets a variable, as a way to hand a command any text at all, past all quoting. */
    public void put(String name, Object value) {
        session.put(name, value);
    }

    public JsonElement json(String line) throws Exception {
        return STRICT.fromJson(run(line), JsonElement.class);
    }

    public CharSequence format(Object value, int level) {
        return session.format(value, level);
    }

    /** As much of a framework as the command {@code help} looks at. */
    private static BundleContext frameworkWith(String scope, Object commands, List<String> functions) {
        ClassLoader loader = GogoSession.class.getClassLoader();
        Map<String, Object> properties =
                Map.of("osgi.command.scope", scope, "osgi.command.function", functions.toArray(new String[0]));
        ServiceReference<?> reference = (ServiceReference<?>) Proxy.newProxyInstance(
                loader,
                new Class<?>[] {ServiceReference.class},
                (proxy, method, arguments) ->
                        method.getName().equals("getProperty") ? properties.get(arguments[0]) : null);
        return (BundleContext) Proxy.newProxyInstance(
                loader, new Class<?>[] {BundleContext.class}, (proxy, method, arguments) -> switch (method.getName()) {
                    case "getAllServiceReferences" -> new ServiceReference<?>[] {reference};
                    case "getService" -> commands;
                    default -> null;
                });
    }

    @Override
    public void close() {
        session.close();
        processor.stop();
        threadIo.stop();
    }
}
