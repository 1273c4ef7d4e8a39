/**
 * Work that outlives the call that asked for it: imports of large files. What comes in is kept in a
 * folder of this node until it is over; what is known of it stands in the database.
 *
 * <p>Called by {@code api}; calls {@code format}, {@code store} and {@code domain}.
 */
@NullMarked
package goldset.job;

import org.jspecify.annotations.NullMarked;
