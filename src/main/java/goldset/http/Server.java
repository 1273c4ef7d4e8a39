package goldset.http;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The JDK's own server on virtual threads, with its open ends closed. */
public final class Server implements AutoCloseable {
    private static final int BACKLOG = 4096;

    private final HttpServer http;
    private final ExecutorService threads;
    private final Router router;
    private final int stopSecondsMax;

    private Server(HttpServer http, ExecutorService threads, Router router, int stopSecondsMax) {
        this.http = http;
        this.threads = threads;
        this.router = router;
        this.stopSecondsMax = stopSecondsMax;
    }

    /**
     * Starts serving. The first call in a process fixes the server's own settings.
     *
     * @param requestSecondsMax from a request's first byte to the end of its body
     */
    public static Server start(
            InetSocketAddress address, Router router, int requestSecondsMax, int stopSecondsMax)
            throws IOException {
        settings(requestSecondsMax);
        HttpServer http = HttpServer.create(address, BACKLOG);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        http.setExecutor(threads);
        // One context for all paths: the built-in ones match by prefix and answer in HTML.
        http.createContext("/", router);
        http.start();
        return new Server(http, threads, router, stopSecondsMax);
    }

    public int port() {
        return http.getAddress().getPort();
    }

    /** Ends what is under way, for some seconds at most. */
    @Override
    public void close() {
        router.drain();
        http.stop(stopSecondsMax);
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
