/**
 * What makes a guardrail's answer right or wrong, and what many of them add up to. The JDK alone;
 * anybody may call it.
 */
@NullMarked
package goldset.domain.scoring;

import org.jspecify.annotations.NullMarked;
