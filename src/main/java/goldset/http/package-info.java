/**
 * The only package that knows the JDK's server: routes a request, reads its body within limits, and
 * writes the answer in the dialect's manner.
 *
 * <p>Called by {@code api} and {@code Main}; calls {@code format} and {@code domain}. What the
 * server does unasked, and what is done here about it:
 *
 * <ul>
 *   <li>attributes of an exchange are shared by all requests of a context: never used, a {@link
 *       goldset.http.Request} carries everything;
 *   <li>a handler that throws gives no answer, or leaves the connection open for ever: {@link
 *       goldset.http.Router} catches all;
 *   <li>{@code maxReqTime} counts seconds, idle connections beyond 200 are cut, header size is
 *       generous: set in {@link goldset.http.Server};
 *   <li>{@code maxRspTime} cuts slow clients with those that stand still: {@link
 *       goldset.http.Stalls} tells them apart;
 *   <li>closing an exchange with unread body keeps the answer back while it drains: {@link
 *       goldset.http.Answer} sends, flushes, drains and then closes;
 *   <li>chunk sizes overflow, so that what one side reads as a body is a request to the other: the
 *       connection of a chunked request is closed after its answer;
 *   <li>paths are matched by prefix and decoded once: {@link goldset.http.Target} takes them apart.
 * </ul>
 */
@NullMarked
package goldset.http;

import org.jspecify.annotations.NullMarked;
