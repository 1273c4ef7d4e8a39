/**
 * EvalGuard's wire format: an envelope of {@code success} and {@code data}, or of {@code success}
 * and {@code error}.
 *
 * <p>Called by {@code Routes}; calls {@code http}, {@code format}, {@code store}, {@code domain}.
 * Where its documents and clients leave a choice:
 *
 * <ul>
 *   <li>{@code expected}, {@code expectedOutput} and {@code expected_output} mean the same wherever
 *       items come in, and all three go out; two that differ are refused;
 *   <li>{@code items} is an older name of {@code cases} when a dataset is made; there alone {@code
 *       context} may be free text, which the item's metadata keeps as {@code context}; empty is as
 *       absent, and one beside a {@code context} in the metadata is refused, for neither may be
 *       lost; {@code tags} are named as ignored;
 *   <li>an append without cases is refused with 400, a dataset may be made without;
 *   <li>{@code projectId} may be a slug, and may be absent: then the key's own project or the org's
 *       first is meant; a list without it shows all that the key may see;
 *   <li>a key bound to a project sees nothing else: 404, as for another org's;
 *   <li>an unknown query parameter of a write is refused, one of a read ignored;
 *   <li>lists take {@code limit} and {@code cursor}, and {@code offset} beside them; cases come 50
 *       at a time where nothing is said, datasets all at once;
 *   <li>the vendor has no route that deletes several cases: here it is {@code POST
 *       /datasets/{id}/cases/delete} with {@code caseIds};
 *   <li>a key of a version's case other than the four documented stands there only when set;
 *   <li>the live set is exported as a version is, at {@code GET /datasets/{id}/export}; an {@code
 *       openai-jsonl} line has a user turn and an assistant turn, and no system turn;
 *   <li>{@code POST /datasets/health} takes 0.98 as similarity of near duplicates, 3 as score of an
 *       outlier, 0.9 as correlation of a spurious feature, where no threshold is given. Its
 *       formulas stand in {@code goldset.domain.health}; it lists the 1,000 most similar pairs, the
 *       100 worst labels, and refuses more than 5,000 embeddings or 10^10 for rows x rows x numbers
 *       a row. {@code predProbs} need labels;
 *   <li>{@code GET /datasets/{id}/health} tells of a stored dataset; an input over 32 KiB is long;
 *   <li>{@code on_conflict=skip|replace|error} on appended cases works as in the other dialect; the
 *       answer then has no {@code cases}, for what a call met is as it was and not as it was sent;
 *   <li>{@code GET /datasets/{id}/diff} compares any two versions or revisions, named by {@code
 *       from_version}, {@code from_revision}, {@code to_version}, {@code to_revision};
 *   <li>a dataset comes with its cases for {@code ?include=cases}, else without;
 *   <li>{@code GET /audit} lists what changed in the org, for admins bound to no project;
 *   <li>{@code GET /project/current} has no envelope, as its clients want it;
 *   <li>all that changes a key or a project takes an admin key, limits and budgets too: a key that
 *       lifts its own limits has none. A key that writes data may look at keys and budgets, which
 *       show no secret, and at those of its own project alone if it is bound to one;
 *   <li>{@code orgId} may be absent or empty: then the key's own is meant. In a body it must be in
 *       lower case, as it comes back, for Terraform compares the text;
 *   <li>scopes make a role and come back as they were given; a key that manages can't be bound to a
 *       project, and {@code projectId} is an extension for the others;
 *   <li>names of keys need not be unique; what is done to a revoked key is refused with 409;
 *   <li>a rotation without {@code graceSeconds} ends the old secret at once; with it that works for
 *       30 days at most, never longer than its key, and one before it not at all. The answer says
 *       when as {@code old_key_expires_at};
 *   <li>a budget's amount is exact to six decimals; {@code alert_thresholds} and {@code hard_cap}
 *       are not kept, and named in {@code ignored_fields}, as {@code owner_email} of a bootstrap
 *       is;
 *   <li>a call that makes a key keeps no answer for its {@code Idempotency-Key}, a bootstrap
 *       neither;
 *   <li>settings of a project that are null become <code>{}</code>, and are not taken when it is
 *       made.
 * </ul>
 */
@NullMarked
package goldset.api.evalguard;

import org.jspecify.annotations.NullMarked;
