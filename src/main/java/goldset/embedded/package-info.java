/**
 * The PostgreSQL that the jar brings along: unpacked, made, started, watched and stopped on a
 * folder of its own.
 *
 * <p>Called by {@code Node}; calls the JDK, the archive's decompressor and the driver. It gives out
 * a {@code DataSource} and knows nothing of what is stored.
 */
@NullMarked
package goldset.embedded;

import org.jspecify.annotations.NullMarked;
