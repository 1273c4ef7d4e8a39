package goldset.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscribers;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import tools.jackson.databind.node.MissingNode;

/** The other end, with patience: what passes by itself is tried again. */
final class Server {
    private static final int TRIES_MORE = 5;
    private static final long PAUSE_MS = 500;
    private static final long PAUSE_SECONDS_MAX = 60;
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration ANSWER = Duration.ofMinutes(2);

    /** Whoever presses Ctrl-C doesn't wait long. */
    private static final Duration FAREWELL = Duration.ofSeconds(5);

    private final Settings settings;
    private final Screen screen;
    private final Pace pace;
    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECT)
                    .build();

    /** One that never answered is likely not there: that is said at once. */
    private boolean answered;

    Server(Settings settings, Screen screen, Pace pace) {
        this.settings = settings;
        this.screen = screen;
        this.pace = pace;
    }

    Answer get(String path) {
        HttpRequest request = request(path).timeout(ANSWER).build();
        return data(patiently(() -> request, whole(), true));
    }

    /** A file of any length, which breaks off with an {@code IOException}. */
    HttpResponse<InputStream> open(String path, String encoding) {
        HttpRequest request = request(path).header("Accept-Encoding", encoding).build();
        HttpResponse<InputStream> response =
                patiently(() -> request, Server::streamedWhenFound, true);
        if (response.statusCode() != 200) {
            throw refusal(response).failure(settings);
        }
        return response;
    }

    /**
     * @param once what makes a second sending harmless
     */
    Answer upload(String path, Source source, String once, LongConsumer sent) {
        Supplier<HttpRequest> request =
                () ->
                        request(path)
                                .header("Content-Type", source.type())
                                .header("Idempotency-Key", once)
                                .POST(source.body(sent))
                                .build();
        try {
            return data(patiently(request, whole(), source.repeatable()));
        } catch (Failure e) {
            throw source.repeatable() || e.exit() != Exit.FAILED
                    ? e
                    : e.and("; what came by standard input or a pipe can't be sent twice");
        }
    }

    /** In a hurry, and once. */
    Answer delete(String path) {
        HttpRequest request = request(path).timeout(FAREWELL).DELETE().build();
        return data(patiently(() -> request, whole(), false));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(settings.uri(path))
                .header("Authorization", "Bearer " + settings.key())
                .header("User-Agent", "goldset")
                .method("GET", BodyPublishers.noBody());
    }

    private static BodyHandler<InputStream> whole() {
        return info ->
                BodySubscribers.mapping(BodySubscribers.ofByteArray(), ByteArrayInputStream::new);
    }

    private static HttpResponse.BodySubscriber<InputStream> streamedWhenFound(
            HttpResponse.ResponseInfo info) {
        return info.statusCode() == 200 ? BodySubscribers.ofInputStream() : whole().apply(info);
    }

    private HttpResponse<InputStream> patiently(
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
        pace.wait(ms, () -> screen.note(reason + ": again in " + (ms + 999) / 1000 + " s"));
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

    private Answer data(HttpResponse<InputStream> response) {
        if (response.statusCode() / 100 != 2) {
            throw refusal(response).failure(settings);
        }
        return read(response)
                .filter(answer -> answer.has("data"))
                .map(answer -> answer.at("data"))
                .orElseThrow(
                        () -> Failure.failed("what answers at " + settings + " is no Goldset"));
    }

    private static Refusal refusal(HttpResponse<InputStream> response) {
        return new Refusal(
                response.statusCode(),
                response.headers(),
                read(response).orElse(new Answer(MissingNode.getInstance())));
    }

    private static Optional<Answer> read(HttpResponse<InputStream> response) {
        try (InputStream body = response.body()) {
            return Answer.read(body.readAllBytes());
        } catch (IOException e) {
            throw Failure.failed("the answer broke off (" + said(e) + ")");
        }
    }
}
