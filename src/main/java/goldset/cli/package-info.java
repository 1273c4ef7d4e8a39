/**
 * The shell tool: a client of a Goldset server in the server's own jar. A file is a command, and
 * what commands share.
 *
 * <p>Called by {@code Main} alone; calls the JDK's HTTP client, {@code domain}, {@code format} for
 * its text, and Jackson. It reaches a server over the wire only, in EvalGuard's format, and for
 * runs in Znyx's, and loads no class of one: its start is felt at each call.
 *
 * <p>The result goes to standard output, all else to standard error. The key is read from the
 * environment and shown nowhere. Whatever a server says is printed with its control characters made
 * visible.
 */
@NullMarked
package goldset.cli;

import org.jspecify.annotations.NullMarked;
