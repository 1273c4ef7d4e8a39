/**
 * Streams of items in and out of text: strict JSON and what is built on it, JSON lines, CSV, and
 * the rows of other tools.
 *
 * <p>Called by {@code http} and {@code api}; calls {@code domain} and the JSON parser. Knows
 * neither HTTP nor SQL.
 */
@NullMarked
package goldset.format;

import org.jspecify.annotations.NullMarked;
