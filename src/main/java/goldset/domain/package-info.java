/**
 * What Goldset is about: items, datasets, keys, hashes, ids, and the outcomes a store may have.
 *
 * <p>Everyone may call this package; it calls the JDK only, and so knows neither JSON nor SQL nor
 * HTTP.
 */
@NullMarked
package goldset.domain;

import org.jspecify.annotations.NullMarked;
