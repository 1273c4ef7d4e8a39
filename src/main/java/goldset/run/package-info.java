/**
 * Runs of datasets against guardrails: who may be asked and how (Reach, Guardrails and the two
 * forms), one run from its first item to its summary (PushRun), those under way on this node
 * (Pushes). Called by api, calls store, format and domain. The only package that sends requests.
 */
@NullMarked
package goldset.run;

import org.jspecify.annotations.NullMarked;
