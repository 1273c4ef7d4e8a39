package goldset.cli;

import goldset.format.Text;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows under a header, each column as wide as its widest cell. */
final class Table {
    private static final String BETWEEN = "  ";

    private final List<String[]> rows = new ArrayList<>();
    private final int[] widths;

    Table(String... header) {
        widths = new int[header.length];
        row(header);
    }

    void row(String... cells) {
        String[] shown = Arrays.stream(cells).map(Text::printable).toArray(String[]::new);
        for (int i = 0; i < shown.length; i++) {
            widths[i] = Math.max(widths[i], width(shown[i]));
        }
        rows.add(shown);
    }

    void print(Screen screen) {
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.length; i++) {
                line.append(row[i]).append(" ".repeat(widths[i] - width(row[i]))).append(BETWEEN);
            }
            screen.result(line.toString().stripTrailing());
        }
    }

    private static int width(String text) {
        return text.codePointCount(0, text.length());
    }
}
