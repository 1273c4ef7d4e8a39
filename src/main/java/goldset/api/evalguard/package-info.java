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
 *       100 worst labels, and refuses more than 10,000 embeddings or 10^10 for rows x rows x
 *       numbers a row. {@code predProbs} need labels;
 *   <li>{@code GET /datasets/{id}/health} tells of a stored dataset; an input over 32 KiB is long;
 *   <li>{@code GET /project/current} has no envelope, as its clients want it.
 * </ul>
 */
@NullMarked
package goldset.api.evalguard;

import org.jspecify.annotations.NullMarked;
