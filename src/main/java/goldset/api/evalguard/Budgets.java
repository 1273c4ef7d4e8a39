package goldset.api.evalguard;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import goldset.domain.Budget;
import goldset.domain.Outcome.What;
import goldset.format.Times;
import goldset.http.Fields;
import goldset.http.Request;
import goldset.http.Response;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code /api-keys/{key}/budget}: contract section 2. */
public final class Budgets {
    private static final String USD = "monthlyBudgetUsd";

    /** What the documents call it. */
    private static final String USD_ALIAS = "monthly_limit_usd";

    private static final String PERIOD = "resetPeriod";

    private static final BigDecimal USD_MAX = new BigDecimal("1000000000000");
    private static final int USD_DECIMALS = 6;
    private static final Budget.Terms NONE = new Budget.Terms(null, Budget.Period.MONTHLY);

    private final goldset.store.Budgets budgets;
    private final Clock clock;

    public Budgets(goldset.store.Budgets budgets, Clock clock) {
        this.budgets = budgets;
        this.clock = clock;
    }

    private record Row(
            @JsonProperty("keyId") UUID key,
            String name,
            @JsonProperty(USD) @Nullable BigDecimal usd,
            @JsonProperty(PERIOD) String period,
            @JsonProperty("currentPeriodSpentUsd") int spent,
            @JsonProperty("currentPeriodStartedAt") String startedAt,
            @JsonProperty("remainingUsd") @Nullable BigDecimal remaining,
            @JsonProperty("percentUsed") @Nullable Integer percentUsed,
            @JsonProperty("staleReset") boolean staleReset,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> ignoredFields) {}

    public Response get(Request request) {
        UUID key = request.id("key", "API key");
        return budgets.get(request.org(), request.caller().project(), key)
                .map(budget -> answer(budget, List.of()))
                .orElseThrow(() -> Outcomes.absent(What.KEY));
    }

    /** The fields that the body has; a null amount means no bound. */
    public Response set(Request request) {
        Fields fields = Fields.read(request, Set.of(USD, USD_ALIAS, PERIOD));
        BigDecimal usd = usd(fields);
        Optional<Budget.Period> period = period(fields);
        fields.check();
        boolean amountSent = fields.sent(USD) || fields.sent(USD_ALIAS);
        UUID key = request.id("key", "API key");
        Budget budget =
                Outcomes.changed(
                        budgets.edit(
                                request.org(),
                                request.caller().key(),
                                key,
                                old ->
                                        new Budget.Terms(
                                                amountSent ? usd : old.usd(),
                                                period.orElse(old.period()))));
        return answer(budget, fields.ignored());
    }

    public Response remove(Request request) {
        UUID key = request.id("key", "API key");
        Budget budget =
                Outcomes.changed(
                        budgets.edit(request.org(), request.caller().key(), key, old -> NONE));
        return answer(budget, List.of());
    }

    private static @Nullable BigDecimal usd(Fields fields) {
        BigDecimal usd = fields.numbers().amount(USD, USD_MAX, USD_DECIMALS);
        BigDecimal alias = fields.numbers().amount(USD_ALIAS, USD_MAX, USD_DECIMALS);
        boolean both = fields.sent(USD) && fields.sent(USD_ALIAS);
        boolean equal = usd == null ? alias == null : alias != null && usd.compareTo(alias) == 0;
        if (both && !equal) {
            String message = "Value error, should say the same as " + USD + ", or be left out";
            fields.complain(USD_ALIAS, "value_error", message);
        }
        return fields.sent(USD) ? usd : alias;
    }

    private static Optional<Budget.Period> period(Fields fields) {
        String word = fields.text(PERIOD, Integer.MAX_VALUE);
        for (Budget.Period period : Budget.Period.values()) {
            if (period.word().equals(word)) {
                return Optional.of(period);
            }
        }
        if (word != null) {
            String message = "Input should be 'daily', 'weekly' or 'monthly'";
            fields.complain(PERIOD, "literal_error", message);
        }
        return Optional.empty();
    }

    private Response answer(Budget budget, List<String> ignored) {
        BigDecimal usd = plain(budget.terms().usd());
        return Response.ok(
                new Row(
                        budget.key(),
                        budget.name(),
                        usd,
                        budget.terms().period().word(),
                        0,
                        Times.text(budget.terms().period().start(clock.instant())),
                        usd,
                        usd == null ? null : 0,
                        false,
                        ignored));
    }

    /** Without the zeros that the database puts behind it, and never with an exponent. */
    private static @Nullable BigDecimal plain(@Nullable BigDecimal usd) {
        if (usd == null) {
            return null;
        }
        BigDecimal stripped = usd.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }
}
