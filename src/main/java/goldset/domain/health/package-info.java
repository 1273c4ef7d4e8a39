/**
 * What numbers alone tell of a set of rows: balance, outliers, near duplicates, features that give
 * the label away, order that matters, labels that look wrong.
 *
 * <p>Pure arithmetic on arrays that were checked before: of one length, no row longer than another,
 * every number finite and below 1e100. No randomness and no threads: the same rows give the same
 * answer. Each class states its formula, its cost and its bound.
 */
@NullMarked
package goldset.domain.health;

import org.jspecify.annotations.NullMarked;
