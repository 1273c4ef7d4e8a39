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
 *   <li>{@code GET /project/current} has no envelope, as its clients want it.
 * </ul>
 */
@NullMarked
package goldset.api.evalguard;

import org.jspecify.annotations.NullMarked;
