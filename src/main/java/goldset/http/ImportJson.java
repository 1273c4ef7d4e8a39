package goldset.http;

import goldset.domain.Complaint;
import goldset.domain.Findings;
import goldset.domain.ImportJob;
import goldset.format.FindingsText;
import goldset.format.ItemLayout;
import goldset.format.Times;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * Imports as a dialect shows them: those that would be, and those that are jobs.
 *
 * @param spelled makes the dialect's names of those with underscores
 * @param rows what a list of items is called
 * @param layout how an item is written
 * @param added what the number of new items is called
 * @param count what the number of all items is called
 * @param error writes one thing that is wrong with the file
 */
public record ImportJson(
        Clock clock,
        UnaryOperator<String> spelled,
        String rows,
        ItemLayout layout,
        String added,
        String count,
        BiConsumer<JsonGenerator, Complaint> error) {
    private static final long EVENT_PAUSE_MS = 500;

    /** Of rows that have none yet: no file that comes in shows one. */
    private static final UUID NO_ID = new UUID(0, 0);

    /** What would happen, and nothing does. */
    public Response seen(ImportBody.Seen seen) {
        return Response.stream(200, out -> write(out, seen));
    }

    private void write(JsonGenerator out, ImportBody.Seen seen) {
        Character delimiter = seen.delimiter();
        out.writeStartObject();
        out.writeBooleanProperty(spelled.apply("dry_run"), true);
        out.writeStringProperty(spelled.apply("format"), seen.format());
        text(out, "delimiter", delimiter == null ? null : delimiter.toString());
        text(out, "shape", seen.shape());
        number(out, "rows", (long) seen.rows());
        out.writeArrayPropertyStart(rows);
        ItemJson json = new ItemJson(out, layout);
        seen.first().forEach(item -> json.accept(item.stored(NO_ID)));
        out.writeEndArray();
        errors(out, seen.complaints(), seen.complaintsTotal(), seen.ignored());
        out.writeEndObject();
    }

    private void errors(
            JsonGenerator out, List<Complaint> errors, long total, List<String> ignored) {
        out.writeArrayPropertyStart(spelled.apply("errors"));
        errors.forEach(one -> error.accept(out, one));
        out.writeEndArray();
        number(out, "errors_total", total);
        if (!ignored.isEmpty()) {
            out.writeName(spelled.apply("ignored_fields"));
            out.writePOJO(ignored);
        }
    }

    /**
     * What to answer for a job that hasn't done what was asked for: where it is to be looked at, or
     * what is wrong with its file.
     */
    public Response unfinished(ImportJob job, String path) {
        Findings findings = FindingsText.read(job.findings());
        if (job.state() == ImportJob.State.FAILED && !findings.errors().isEmpty()) {
            throw HttpProblem.of(findings);
        }
        return Response.stream(202, out -> write(out, job)).with("Location", path);
    }

    public Response ok(ImportJob job) {
        return Response.stream(200, out -> write(out, job));
    }

    /** The job again and again, as it changes, until it is over. */
    public Response events(
            ImportJob first, Supplier<Optional<ImportJob>> next, BooleanSupplier stopping) {
        return Response.events(out -> {
            Optional<ImportJob> job = Optional.of(first);
            event(out, first);
            while (job.isPresent() && !job.get().state().isFinal() && !stopping.getAsBoolean()) {
                pause();
                job = next.get();
                if (job.isPresent()) {
                    event(out, job.get());
                }
            }
        });
    }

    /** Opens a file, or finds none. */
    @FunctionalInterface
    public interface Opening {
        Optional<InputStream> open() throws IOException;
    }

    /** The rows that a job rejected: a table of a table, else lines. */
    public Response rejected(ImportJob job, Opening file) {
        boolean isTable = "csv".equals(FindingsText.read(job.findings()).format());
        String type = isTable ? "text/csv; charset=utf-8" : "application/x-ndjson";
        String name = job.id() + (isTable ? ".rejected.csv" : ".rejected.jsonl");
        try {
            boolean isDone = job.state() == ImportJob.State.DONE;
            InputStream rows =
                    (isDone ? file.open() : Optional.<InputStream>empty())
                            .orElseThrow(() -> HttpProblem.notFound("Rejected rows"));
            return Response.text(
                    type,
                    Map.of("Content-Disposition", "attachment; filename=\"" + name + "\""),
                    out -> {
                        try (rows) {
                            rows.transferTo(out);
                        }
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void event(OutputStream out, ImportJob job) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        text.writeBytes("data: ".getBytes(StandardCharsets.UTF_8));
        try (JsonGenerator json = Json.generator(text)) {
            write(json, job);
        }
        text.writeBytes("\n\n".getBytes(StandardCharsets.UTF_8));
        out.write(text.toByteArray());
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(EVENT_PAUSE_MS);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private void write(JsonGenerator out, ImportJob job) {
        Findings findings = FindingsText.read(job.findings());
        out.writeStartObject();
        out.writeStringProperty("id", job.id().toString());
        text(out, "dataset_id", job.dataset().toString());
        text(out, "state", job.state().name().toLowerCase(Locale.ROOT));
        text(out, "file_name", job.file().isEmpty() ? null : job.file());
        text(out, "format", findings.format());
        Character delimiter = findings.delimiter();
        text(out, "delimiter", delimiter == null ? null : delimiter.toString());
        text(out, "shape", findings.shape());
        numbers(out, job);
        result(out, job.result());
        text(out, "reason", job.reason());
        errors(out, findings.errors(), findings.errorsTotal(), findings.ignored());
        text(out, "created_at", Times.text(job.createdAt()));
        text(out, "state_at", Times.text(job.stateAt()));
        out.writeEndObject();
    }

    private void numbers(JsonGenerator out, ImportJob job) {
        number(out, "bytes_total", job.bytesTotal());
        number(out, "bytes_done", job.bytesDone());
        number(out, "rows_total", job.rowsTotal());
        number(out, "rows_done", job.rowsDone());
        number(out, "rows_rejected", job.rowsRejected());
        job.rowsPerSecond(clock.instant())
                .ifPresent(rate -> number(out, "rows_per_second", Math.round(rate)));
        job.secondsLeft(clock.instant()).ifPresent(left -> number(out, "seconds_left", left));
    }

    private void result(JsonGenerator out, ImportJob.@Nullable Result result) {
        if (result != null) {
            number(out, added, result.inserted());
            number(out, "skipped", result.skipped());
            number(out, "replaced", result.replaced());
            number(out, count, result.itemCount());
            number(out, "revision", result.revision());
        }
    }

    private void text(JsonGenerator out, String name, @Nullable String value) {
        if (value != null) {
            out.writeStringProperty(spelled.apply(name), value);
        }
    }

    private void number(JsonGenerator out, String name, @Nullable Long value) {
        if (value != null) {
            out.writeNumberProperty(spelled.apply(name), value);
        }
    }
}
