package goldset.format;

import goldset.domain.Run;
import goldset.domain.RunPlan;
import tools.jackson.databind.json.JsonMapper;

/** What the caller of a run asked for, as the JSON that is kept of it. */
public final class RunPlanText {
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private RunPlanText() {}

    public static String of(RunPlan plan) {
        return MAPPER.writeValueAsString(plan);
    }

    public static RunPlan of(Run run) {
        return MAPPER.readValue(run.plan(), RunPlan.class);
    }
}
