package goldset.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
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

/** The other end: what is asked of it, and what it said. */
final class Server {
    private static final Duration ANSWER = Duration.ofMinutes(2);

    /** Whoever presses Ctrl-C doesn't wait long. */
    private static final Duration FAREWELL = Duration.ofSeconds(5);

    private final Settings settings;
    private final Patience patience;

    Server(Settings settings, Screen screen, Pace pace) {
        this.settings = settings;
        patience = new Patience(settings, screen, pace);
    }

    Answer get(String path) {
        HttpRequest request = request(path).timeout(ANSWER).build();
        return data(patience.send(() -> request, whole(), true));
    }

    /** Of what is answered without an envelope, as all is in Znyx's format. */
    Answer getBare(String path) {
        HttpRequest request = request(path).timeout(ANSWER).build();
        return bare(patience.send(() -> request, whole(), true));
    }

    /**
     * In Znyx's format.
     *
     * @param once what makes a second sending harmless
     */
    Answer post(String path, Answer body, String once) {
        HttpRequest request =
                request(path)
                        .timeout(ANSWER)
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", once)
                        .POST(BodyPublishers.ofString(body.json()))
                        .build();
        return bare(patience.send(() -> request, whole(), true));
    }

    /** In Znyx's format, in a hurry, and once. */
    Answer cancel(String path) {
        HttpRequest request = request(path).timeout(FAREWELL).POST(BodyPublishers.noBody()).build();
        return bare(patience.send(() -> request, whole(), false));
    }

    /** A file of any length, which breaks off with an {@code IOException}. */
    HttpResponse<InputStream> open(String path) {
        HttpRequest request = request(path).build();
        HttpResponse<InputStream> response =
                patience.send(() -> request, Server::streamedWhenFound, true);
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
            return data(patience.send(request, whole(), source.repeatable()));
        } catch (Failure e) {
            throw source.repeatable() || e.exit() != Exit.FAILED
                    ? e
                    : e.and("; what came by standard input or a pipe can't be sent twice");
        }
    }

    /** In a hurry, and once. */
    Answer delete(String path) {
        HttpRequest request = request(path).timeout(FAREWELL).DELETE().build();
        return data(patience.send(() -> request, whole(), false));
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

    private Answer data(HttpResponse<InputStream> response) {
        Answer answer = bare(response);
        if (!answer.has("data")) {
            throw noGoldset();
        }
        return answer.at("data");
    }

    private Answer bare(HttpResponse<InputStream> response) {
        if (response.statusCode() / 100 != 2) {
            throw refusal(response).failure(settings);
        }
        return read(response).filter(Answer::isObject).orElseThrow(this::noGoldset);
    }

    private Failure noGoldset() {
        return Failure.failed("what answers at " + settings + " is no Goldset");
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
            throw Failure.failed("the answer broke off (" + Patience.said(e) + ")");
        }
    }
}
