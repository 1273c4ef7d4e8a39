package goldset.format;

import java.io.IOException;
import java.io.InputStream;

/**
 * Text in well-formed UTF-8 without NUL and without a byte order mark, which can be read from its
 * beginning as often as needed.
 */
@FunctionalInterface
public interface Source {

    InputStream open() throws IOException;
}
