// SPDX-License-Identifier: Apache-2.0
package io.reeve.karaf;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.regex.Pattern;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.channel.ChannelShell;
import org.apache.sshd.client.channel.ClientChannel;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;

/**
 * Karaf's shell as one user has it, through SSH. A user's password is the user's name.
 *
 * <p>Karaf ends a connection after one command, so there is one for each.
 */
final class KarafShell implements AutoCloseable {

    /** How long one command may take: installing a feature is the longest. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final Pattern COLOURS = Pattern.compile("\u001b\\[[0-9;?]*[a-zA-Z]");
    private static final String LOOPBACK = "127.0.0.1";

    private final SshClient client = SshClient.setUpDefaultClient();
    private final String user;
    private final int port;

    KarafShell(String user, int port) {
        this.user = user;
        this.port = port;
        // What the person who runs the tests has in ~/.ssh is no business of ours.
        client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
        client.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
        client.setServerKeyVerifier(AcceptAllServerKeyVerifier.INSTANCE);
        client.start();
    }

    /** Runs a command that has to succeed, and returns what it prints. */
    String run(String command) {
        Output output = attempt(command);
        if (!output.success()) {
            throw new AssertionError(command + " failed: " + output.text());
        }
        return output.text();
    }

    /**
     * Runs a command and returns what it answers. Without a terminal Karaf prints only what a command itself prints and
     * drops the object that it returns; at the head of a pipe the object is formatted as in the console.
     */
    String answer(String command) {
        return run(command + " | cat");
    }

    /** Runs a command that may fail. */
    Output attempt(String command) {
        try (ClientSession session = connect();
                ChannelExec channel = session.createExecChannel(command)) {
            String text = talk(channel);
            Integer status = channel.getExitStatus();
            return new Output(status != null && status == 0, text);
        } catch (IOException e) {
            throw new AssertionError("no answer to " + command, e);
        }
    }

    /** Types a command at the console and returns all that the terminal shows, with prompts and echo. */
    String type(String command) {
        try (ClientSession session = connect();
                ChannelShell channel = session.createShellChannel()) {
            channel.setPtyType("dumb");
            channel.setPtyColumns(200);
            // So high that nothing is paged.
            channel.setPtyLines(1000);
            channel.setIn(new ByteArrayInputStream((command + "\nlogout\n").getBytes(StandardCharsets.UTF_8)));
            return talk(channel);
        } catch (IOException e) {
            throw new AssertionError("no answer to " + command, e);
        }
    }

    /** Whether Karaf lets the user in yet. */
    boolean answers() {
        try (ClientSession session = connect()) {
            return session.isAuthenticated();
        } catch (IOException notYet) {
            return false;
        }
    }

    private ClientSession connect() throws IOException {
        ClientSession session =
                client.connect(user, LOOPBACK, port).verify(PATIENCE).getSession();
        session.addPasswordIdentity(user);
        session.auth().verify(PATIENCE);
        return session;
    }

    private static String talk(ClientChannel channel) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        channel.setOut(out);
        channel.setErr(out);
        channel.open().verify(PATIENCE);
        if (!channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), PATIENCE).contains(ClientChannelEvent.CLOSED)) {
            throw new IOException("no end after " + PATIENCE + ", only: " + out.toString(StandardCharsets.UTF_8));
        }
        return COLOURS.matcher(out.toString(StandardCharsets.UTF_8)).replaceAll("");
    }

    @Override
    public void close() {
        client.stop();
    }

    /**
     * What came of a command.
     *
     * @param success whether it succeeded
     * @param text what it printed, errors included, without colours
     */
    record Output(boolean success, String text) {}
}
