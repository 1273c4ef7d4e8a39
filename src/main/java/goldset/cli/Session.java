package goldset.cli;

import java.io.InputStream;

/** What a command works with. */
record Session(Server server, Screen screen, Pace pace, InputStream in) {}
