/**
 * What belongs to no dialect: health, the API description and its viewer, the page of the keys, and
 * the answer for paths that lead nowhere.
 *
 * <p>Called by {@code Routes}; calls {@code http}, {@code store}, and both dialects' voices.
 */
@NullMarked
package goldset.api.system;

import org.jspecify.annotations.NullMarked;
