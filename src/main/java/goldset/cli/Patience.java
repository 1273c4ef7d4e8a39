package goldset.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** Sends requests, and again what passes by itself: a broken connection, a busy server. */
final class Patience {
    private static final int TRIES_MORE = 5;
    private static final long PAUSE_MS = 500;
    private static final long PAUSE_SECONDS_MAX = 60;
    private static final Duration CONNECT = Duration.ofSeconds(10);

    private final Settings settings;
    private final Screen screen;
    private final Pace pace;
    private final HttpClient http;

    /** One that never answered is likely not there: that is said at once. */
    private volatile boolean answered;

    Patience(Settings settings, Screen screen, Pace pace) {
        this.settings = settings;
        this.screen = screen;
        this.pace = pace;
        HttpClient.Builder client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(CONNECT);
        http = (settings.plain() ? client.sslContext(trustingNobody()) : client).build();
    }

    /** Else the client reads all authorities' certificates first: a sixth of a short run. */
    private static SSLContext trustingNobody() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[0], null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has TLS", e);
        }
    }

    /**
     * @param request makes one for each try
     * @param again whether there may be more than one
     */
    HttpResponse<InputStream> send(
            Supplier<HttpRequest> request, BodyHandler<InputStream> handler, boolean again) {
        for (int tries = 0; ; tries++) {
            boolean more = again && tries < TRIES_MORE;
            long pauseMs = PAUSE_MS << tries;
            try {
                HttpResponse<InputStream> response = http.send(request.get(), handler);
                answered = true;
                if (!more || !Refusal.passes(response.statusCode(), response.headers())) {
                    return response;
                }
                pauseMs = pauseMs(response.headers(), pauseMs);
                pause("the server answers " + response.statusCode(), pauseMs);
            } catch (IOException e) {
                if (!more || !answered) {
                    throw Failure.failed(reason(e));
                }
                pause(reason(e), pauseMs);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw Failure.interrupted();
            }
        }
    }

    private void pause(String reason, long ms) {
        screen.note(reason + ": again in " + (ms + 999) / 1000 + " s");
        pace.await(ms);
    }

    private static long pauseMs(HttpHeaders headers, long otherwise) {
        String said = headers.firstValue("Retry-After").orElse("");
        return said.matches("\\d{1,9}")
                ? Math.min(Long.parseLong(said), PAUSE_SECONDS_MAX) * 1000
                : otherwise;
    }

    private String reason(IOException e) {
        return switch (e) {
            case HttpConnectTimeoutException _ -> "no answer from " + settings;
            case ConnectException _ -> "nobody answers at " + settings;
            default -> "the connection to " + settings + " broke (" + said(e) + ")";
        };
    }

    static String said(IOException e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }
}
