package goldset.cli;

import goldset.domain.Ids;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The runs of the key's org, over the wire. */
final class GateRuns {
    private static final int PAGE_ROWS = 100;
    private static final int PAGE_RUNS = 20;
    private static final int RUNS_MAX = 1000;

    private final Server server;
    private final String path;

    GateRuns(Server server) {
        this.server = server;
        String org = server.getBare("/api/v1/project/current").word("orgId");
        path = "/v1/orgs/" + org + "/benchmarks";
    }

    static String id(String option, String word) {
        return Ids.parse(word)
                .map(UUID::toString)
                .orElseThrow(() -> Failure.usage(option + " takes the id of a run"));
    }

    /** Nobody waits at the server: the sooner its id is known, the sooner it can be cancelled. */
    GateRun start(ObjectNode draft) {
        draft.put("wait_seconds", 0);
        return new GateRun(server.post(path, new Answer(draft), UUID.randomUUID().toString()));
    }

    static ObjectNode draft(String dataset) {
        return JsonMapper.shared().createObjectNode().put("dataset_id", dataset);
    }

    GateRun get(String id) {
        return new GateRun(server.getBare(path + "/" + id));
    }

    GateRun cancel(String id) {
        return new GateRun(server.cancel(path + "/" + id + "/cancel"));
    }

    /** The newest completed one before a run that it can be held against. */
    Optional<GateRun> before(GateRun run) {
        String dataset =
                run.answer()
                        .text("dataset_id")
                        .orElseThrow(() ->
                                Failure.usage(
                                        "the run is over no dataset: say which "
                                                + "run it is to be compared with"));
        Query query = new Query(path).with("dataset_id", dataset).with("status", "completed");
        for (int offset = 0; offset < RUNS_MAX; offset += PAGE_RUNS) {
            List<GateRun> page =
                    server
                            .getBare(query + "&limit=" + PAGE_RUNS + "&offset=" + offset)
                            .at("runs")
                            .each()
                            .stream()
                            .map(GateRun::new)
                            .toList();
            Optional<GateRun> found =
                    page.stream().filter(one -> one.before(run) && one.resembles(run)).findFirst();
            if (found.isPresent() || page.size() < PAGE_RUNS) {
                return found;
            }
        }
        return Optional.empty();
    }

    /**
     * What changed since another run. Over a dataset that has changed since, it is told of what
     * both have.
     */
    Answer compare(GateRun run, GateRun baseline, int most) {
        return server.getBare(
                new Query(path + "/" + run.id() + "/compare")
                        .with("baseline", baseline.id())
                        .when(!run.sameContent(baseline), "allow_different_content")
                        .with("limit", Integer.toString(most))
                        .toString());
    }

    /** How many there are, and the first of them. */
    record Found(long total, List<Failing> first) {}

    /** Wrong ones, and those without an answer of which nothing was expected. */
    Found failing(GateRun run, int most) {
        List<Failing> first = new ArrayList<>();
        String results = path + "/" + run.id() + "/results";
        Query wrong = new Query(results).with("is_correct", "false");
        long total = into(first, wrong, most, run.summary().number("incorrect", 0));
        if (run.summary().number("errors", 0) > 0) {
            Query silent =
                    new Query(results).with("is_correct", "none").with("actual_decision", "ERROR");
            total += into(first, silent, most, 0);
        }
        return new Found(total, first);
    }

    /**
     * @param least how many there are at least; a server doesn't count to the end of many
     */
    private long into(List<Failing> list, Query query, int most, long least) {
        String cursor = "";
        while (true) {
            int limit = Math.clamp(most - list.size(), 1, PAGE_ROWS);
            Answer page = server.getBare(query + "&limit=" + limit + cursor);
            page.at("results").each().stream()
                    .limit(most - list.size())
                    .map(Failing::of)
                    .forEach(list::add);
            String next = page.word("next_cursor");
            if (next.isEmpty() || list.size() >= most) {
                long total = page.number("total", 0);
                return page.text("total_is_lower_bound").isPresent()
                        ? Math.max(total, least)
                        : total;
            }
            cursor = new Query("").with("cursor", next).toString().replace('?', '&');
        }
    }
}
