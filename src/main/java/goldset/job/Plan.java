package goldset.job;

import goldset.domain.Dataset;
import goldset.domain.ImportPlan;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is kept of what a job's caller asked for.
 *
 * @param draft what the dataset is to be that is made; null for one that is there
 */
record Plan(ImportPlan file, Dataset.@Nullable Draft draft) {
    private static final JsonMapper MAPPER = JsonMapper.shared();

    String written() {
        return MAPPER.writeValueAsString(this);
    }

    static Plan read(String json) {
        return MAPPER.readValue(json, Plan.class);
    }
}
