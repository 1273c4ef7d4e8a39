package goldset.http;

/** Parses by hand, makes one store call, switches on the outcome. */
@FunctionalInterface
public interface Handler {
    Response handle(Request request);
}
