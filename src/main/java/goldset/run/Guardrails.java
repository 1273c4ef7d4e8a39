package goldset.run;

import goldset.domain.Item;
import goldset.domain.Target;
import goldset.domain.Utf8;
import goldset.domain.scoring.Actual;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongPredicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Asks guardrails over HTTP. What a client named is asked only where {@link Reach} allows it; no
 * redirect is followed, no proxy taken, no more than a little of an answer read.
 */
public final class Guardrails implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("goldset");

    /** Those of a run, of which more than a hundred may come at once. */
    private static final int ANSWER_BYTES_MAX = 256 << 10;

    private static final int PASSED_BYTES_MAX = 1 << 20;

    /** As a tree an answer may weigh thirty times its text: so much of them is read at a time. */
    private static final int READ_KIB_MAX = 512;

    private static final int CONNECT_SECONDS_MAX = 10;
    private static final long PAUSE_MS = 100;
    private static final long PAUSE_MS_MAX = 30_000;
    private static final int TOO_MANY = 429;

    /** A number of seconds, or a date as HTTP writes it. */
    private static final Pattern WHEN =
            Pattern.compile("[0-9]{1,9}|[A-Z][a-z]{2}, [0-9A-Za-z: ]{10,30} GMT");

    private static final String BROKEN = "no answer: the connection failed";

    static {
        // A name that was looked up and looked at is asked by its address, and told its name. Read
        // once, when the client's first class is loaded.
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
    }

    private final Reach reach;
    private final Semaphore readKib = new Semaphore(READ_KIB_MAX);
    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .proxy(HttpClient.Builder.NO_PROXY)
                    .connectTimeout(Duration.ofSeconds(CONNECT_SECONDS_MAX))
                    .build();

    public Guardrails(Reach reach) {
        this.reach = reach;
    }

    /**
     * What an item's question came to.
     *
     * @param fatal whether all others would fail alike
     */
    public record Told(Actual actual, @Nullable String policy, boolean fatal) {}

    /** How a target is asked. */
    static Form form(Target target) {
        String mapping = target.mapping();
        return mapping == null ? new RuntimeForm() : new MappedForm(Mapping.of(mapping));
    }

    /**
     * Asks about one item, more than once where that may help.
     *
     * @param id names the request
     */
    Told ask(Target target, Form form, Target.Pace pace, String id, Item item)
            throws InterruptedException {
        for (int attempt = 0; ; attempt++) {
            long start = System.nanoTime();
            try {
                Form.Asked asked = form.ask(id, item);
                HttpResponse<byte[]> response =
                        sent(
                                target,
                                asked,
                                pace.timeoutMs(),
                                () -> new ShortBody(ANSWER_BYTES_MAX, bytes -> true));
                double ms = Answers.tenths((System.nanoTime() - start) / 1e6);
                Optional<Long> pause = pause(response, attempt);
                if (pause.isPresent() && attempt < pace.retries()) {
                    Thread.sleep(pause.get());
                    continue;
                }
                Faults.check(response);
                Form.Read read = read(form, response.body(), ms);
                return new Told(read.actual(), read.policy(), false);
            } catch (BadAnswer e) {
                return failed(e.reason(), e.isFatal());
            } catch (Reach.Closed e) {
                return failed(String.valueOf(e.getMessage()), true);
            } catch (TimeoutException e) {
                return failed(late(pace), false);
            } catch (ShortBody.TooLong e) {
                return failed(String.valueOf(e.getMessage()), false);
            } catch (IOException e) {
                if (attempt >= pace.retries()) {
                    LOG.log(System.Logger.Level.DEBUG, target.name() + ": " + e);
                    return failed(BROKEN, false);
                }
                Thread.sleep(jittered(PAUSE_MS << attempt));
            }
        }
    }

    private Form.Read read(Form form, byte[] body, double ms)
            throws BadAnswer, InterruptedException {
        int kib = (body.length >> 10) + 1;
        readKib.acquire(kib);
        try {
            return form.read(body, ms);
        } finally {
            readKib.release(kib);
        }
    }

    /** The same at the target's own pace. */
    public Told ask(Target target, String id, Item item) throws InterruptedException {
        return ask(target, form(target), target.pace(), id, item);
    }

    /** What came of a request that was handed on. */
    public sealed interface Reply {}

    /**
     * An answer as it came.
     *
     * @param retryAfter when to come again, as the answer has it; null when it doesn't say
     */
    public record Passed(int status, String type, @Nullable String retryAfter, Utf8 bytes)
            implements Reply {
        static Passed of(HttpResponse<byte[]> response) {
            HttpHeaders head = response.headers();
            boolean later = response.statusCode() == TOO_MANY || response.statusCode() >= 500;
            return new Passed(
                    response.statusCode(),
                    head.firstValue("Content-Type").orElse("application/json"),
                    head.firstValue("Retry-After")
                            .filter(when -> later && WHEN.matcher(when).matches())
                            .orElse(null),
                    Utf8.of(response.body()));
        }

        public byte[] body() {
            return bytes.bytes();
        }
    }

    public record NoReply(String reason) implements Reply {}

    /** There is an answer, and no memory for it. */
    public record NoRoom() implements Reply {}

    /**
     * Hands on a request that somebody else made, once.
     *
     * @param room asked before so many bytes of the answer are held, by any thread
     */
    public Reply pass(Target target, String path, byte[] body, LongPredicate room) {
        try {
            Form.Asked asked = new Form.Asked("POST", path, Utf8.of(body));
            return Passed.of(
                    sent(
                            target,
                            asked,
                            target.pace().timeoutMs(),
                            () -> new ShortBody(PASSED_BYTES_MAX, room)));
        } catch (ShortBody.NoRoom e) {
            return new NoRoom();
        } catch (Reach.Closed | ShortBody.TooLong e) {
            return new NoReply(String.valueOf(e.getMessage()));
        } catch (TimeoutException e) {
            return new NoReply(late(target.pace()));
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, target.name() + ": " + e);
            return new NoReply(BROKEN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new NoReply("the server stops");
        }
    }

    private static String late(Target.Pace pace) {
        return "no answer within " + pace.timeoutMs() + " ms";
    }

    private static Told failed(String reason, boolean fatal) {
        return new Told(Actual.failed(reason, null), null, fatal);
    }

    /** How long to wait before another attempt; empty when none would help. */
    private static Optional<Long> pause(HttpResponse<byte[]> response, int attempt) {
        Optional<Long> asked =
                response.headers()
                        .firstValue("Retry-After")
                        .filter(text -> text.matches("[0-9]{1,5}"))
                        .map(Long::parseLong);
        int status = response.statusCode();
        boolean saysWhen = status == Faults.UNAVAILABLE && asked.isPresent();
        if (status == TOO_MANY || saysWhen) {
            long seconds = asked.orElse(1L);
            return Optional.of(Math.min(seconds * 1000, PAUSE_MS_MAX) + jittered(PAUSE_MS));
        }
        return response.statusCode() >= 500 && !Faults.isFatal(response)
                ? Optional.of(jittered(PAUSE_MS << attempt))
                : Optional.empty();
    }

    /** From a half to the whole of it, so that those who failed together don't come together. */
    private static long jittered(long ms) {
        return ms / 2 + ThreadLocalRandom.current().nextLong(ms / 2 + 1);
    }

    private HttpResponse<byte[]> sent(
            Target target, Form.Asked asked, int timeoutMs, Supplier<ShortBody> body)
            throws IOException, InterruptedException, TimeoutException, Reach.Closed {
        HttpRequest request =
                request(target, asked)
                        .header("Content-Type", "application/json")
                        .header("Accept", "application/json")
                        .header("User-Agent", "goldset")
                        .method(
                                asked.method(),
                                HttpRequest.BodyPublishers.ofByteArray(asked.body().bytes()))
                        .build();
        CompletableFuture<HttpResponse<byte[]>> answer =
                client.sendAsync(request, head -> body.get());
        try {
            return answer.get(timeoutMs, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IOException(e.getCause());
        } finally {
            // Without effect on one that is through; else it would go on, and hold its connection.
            answer.cancel(true);
        }
    }

    private HttpRequest.Builder request(Target target, Form.Asked asked) throws Reach.Closed {
        URI uri = Reach.parsed(joined(target.url(), asked.path()));
        HttpRequest.Builder request = HttpRequest.newBuilder();
        String secret = target.secret();
        if (secret != null) {
            boolean bearer = target.header().equalsIgnoreCase("Authorization");
            request.header(target.header(), bearer ? "Bearer " + secret : secret);
        }
        if (Operator.has(target)) {
            return request.uri(uri);
        }
        InetAddress address = reach.address(uri);
        if (String.valueOf(uri.getScheme()).equalsIgnoreCase("https")) {
            // By its name, which the other end has to prove before it is told anything.
            return request.uri(uri);
        }
        String there = Reach.literal(address) + ":" + Reach.port(uri);
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return request.uri(URI.create("http://" + there + uri.getRawPath() + query))
                .header("Host", uri.getRawAuthority());
    }

    /** A query of the URL stays at the end. */
    private static String joined(String url, String path) {
        int query = url.indexOf('?');
        String base = query < 0 ? url : url.substring(0, query);
        String stripped =
                base.endsWith("/") && !path.isEmpty() ? base.substring(0, base.length() - 1) : base;
        return stripped + path + (query < 0 ? "" : url.substring(query));
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
