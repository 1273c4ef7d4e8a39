/**
 * Znyx's wire format: bodies without an envelope, errors as FastAPI gives them.
 *
 * <p>Called by {@code Routes}; calls {@code http}, {@code format}, {@code store}, {@code domain}.
 * Where its documents leave a choice:
 *
 * <ul>
 *   <li>{@code addSamples} answers {@code added, sample_ids, sample_count, revision}; the vendor
 *       documents any JSON value;
 *   <li>an empty list of samples is accepted and changes nothing;
 *   <li>{@code context} may be any of the runtime's seven stages, {@code expected_decision} any of
 *       its five decisions in either case; others are refused;
 *   <li>the body is read as JSON whatever its Content-Type says;
 *   <li>a key bound to a project reads the whole org and writes its project: elsewhere it gets 403;
 *   <li>{@code source} shows {@code customer} for any origin that isn't one of the vendor's three;
 *   <li>one sample can be read, changed and deleted at {@code …/samples/{id}}, and samples read as
 *       of a {@code version} or {@code revision};
 *   <li>escapes in metadata's strings come back as the characters that they stand for;
 *   <li>versions are named by {@code POST …/versions}, gone back to by {@code …/restore}, and
 *       compared, as any two revisions are, by {@code …/diff}: the vendor documents none of it;
 *   <li>the catalog is what the org marked as public; there is nothing to install from afar;
 *   <li>{@code on_conflict=skip|replace|error} on writes of samples finds what is there already by
 *       external id, else by content, or by what {@code conflict_key} says; without it duplicates
 *       are stored, as the vendor does;
 *   <li>lists of samples take {@code search}, {@code expected_decision}, {@code context} and {@code
 *       metadata.KEY}; their {@code total} then counts to 10,000 and says {@code
 *       total_is_lower_bound} when there may be more;
 *   <li>{@code …/audit} lists what changed in the org, for admins;
 *   <li>an import without a format is JSON when it starts as JSON does, else CSV; {@code jsonl}
 *       must be named. {@code input} and {@code expectedOutput} mean {@code input_text} and {@code
 *       expected_output}; {@code expected} means a label to the one vendor and an output to the
 *       other, so it means nothing here. An {@code id} is stepped over;
 *   <li>an import takes rows of other tools, told by their first ones; a row with {@code
 *       input_text} is ours. {@code expected} is a decision there when all values are words for
 *       one, and {@code flag} is {@code WARN}. A text of {@code output_text} is the input, of
 *       context {@code output}; the other is {@code original_input} in the metadata. Where a name
 *       stands in a row and in its metadata, that of the row becomes {@code row.NAME};
 *   <li>in CSV an empty cell is null, a quoted empty one the empty string, but an input is never
 *       null; columns that nobody knows go into the metadata;
 *   <li>an export has no ids and no times: imported and exported again it is the same text;
 *   <li>lists take {@code cursor} beside {@code offset}, and answer {@code next_cursor}.
 * </ul>
 */
@NullMarked
package goldset.api.znyx;

import org.jspecify.annotations.NullMarked;
