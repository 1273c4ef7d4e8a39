package goldset.http;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** The JDK's own server on virtual threads, with its open ends closed. */
public final class Server implements AutoCloseable {
    private static final int BACKLOG = 4096;

    private final HttpServer http;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final int stopSecondsMax;
    private @Nullable Router router;

    private Server(HttpServer http, int stopSecondsMax) {
        this.http = http;
        this.stopSecondsMax = stopSecondsMax;
    }

    /**
     * Takes the port; who connects waits until {@link #serve}. The first call in a process fixes
     * the server's own settings.
     *
     * @param requestSecondsMax from a request's first byte to the end of its body
     */
    public static Server bind(InetSocketAddress address, int requestSecondsMax, int stopSecondsMax)
            throws IOException {
        settings(requestSecondsMax);
        try {
            return new Server(HttpServer.create(address, BACKLOG), stopSecondsMax);
        } catch (BindException e) {
            throw new IOException("can't listen on " + address + ": " + e.getMessage(), e);
        }
    }

    public void serve(Router handler) {
        router = handler;
        handler.start();
        http.setExecutor(threads);
        // One context for all paths: the built-in ones match by prefix and answer in HTML.
        http.createContext("/", handler);
        http.start();
    }

    public int port() {
        return http.getAddress().getPort();
    }

    /** Ends what is under way, for some seconds at most. */
    @Override
    public void close() {
        if (router != null) {
            router.drain();
        }
        http.stop(router == null ? 0 : stopSecondsMax);
        if (router != null) {
            router.close();
        }
        threads.shutdown();
    }

    /** Read once, when the server's classes load; there is no other way to set them. */
    private static void settings(int requestSecondsMax) {
        // A small answer must not wait for the client's delayed acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        // Beyond this many idle connections the server cuts them without a word.
        System.setProperty("sun.net.httpserver.maxIdleConnections", "20000");
        System.setProperty("sun.net.httpserver.idleInterval", "120");
        System.setProperty("sun.net.httpserver.maxReqHeaderSize", "32768");
        // Seconds, whatever the module's documentation says; the default is for ever.
        System.setProperty("sun.net.httpserver.maxReqTime", Integer.toString(requestSecondsMax));
        // Each thread keeps the direct buffer of its largest write otherwise.
        System.setProperty("jdk.nio.maxCachedBufferSize", "262144");
    }
}
