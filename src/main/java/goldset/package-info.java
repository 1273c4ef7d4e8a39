/**
 * The wiring: settings, the table of routes, and the process from start to stop.
 *
 * <p>Nobody calls this package; it calls all others.
 */
@NullMarked
package goldset;

import org.jspecify.annotations.NullMarked;
