package goldset.domain;

import java.util.List;

/**
 * A checked event that has no id yet.
 *
 * @param detectors the names that its detectors' results have
 * @param hash SHA-256 of all that was sent of it, in canonical form
 * @param bytes size of all text in UTF-8; pages are cut by it
 */
public record NewTrace(Trace.Event event, List<String> detectors, ContentHash hash, int bytes) {}
