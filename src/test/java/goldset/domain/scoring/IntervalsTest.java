package goldset.domain.scoring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Wilson's interval and the sign test, at their ends. */
class IntervalsTest {
    @Test
    void wilson() {
        assertNull(Wilson.of(0, 0));
        // z² / (n + z²) = 3.8415 / 13.8415
        Wilson none = Objects.requireNonNull(Wilson.of(0, 10));
        assertEquals(0, none.low());
        assertEquals(0.2775, none.high(), 5e-5);
        Wilson all = Objects.requireNonNull(Wilson.of(10, 10));
        assertEquals(0.7225, all.low(), 5e-5);
        assertEquals(1, all.high());
        // (0.5 + 0.19207 ± 1.96 · √(0.025 + 0.0096037)) / 1.38415
        Wilson half = Objects.requireNonNull(Wilson.of(5, 10));
        assertEquals(0.2366, half.low(), 5e-5);
        assertEquals(0.7634, half.high(), 5e-5);
    }

    @Test
    void signTestOfFew() {
        assertEquals(1, SignTest.p(0, 0));
        assertEquals(1, SignTest.p(1, 0));
        assertEquals(1, SignTest.p(4, 4));
        // 2 / 2^5
        assertEquals(0.0625, SignTest.p(5, 0), 1e-12);
        // 2 · (1 + 13 + 78 + 286) / 2^13
        assertEquals(756 / 8192.0, SignTest.p(10, 3), 1e-12);
        assertEquals(SignTest.p(10, 3), SignTest.p(3, 10));
    }

    @Test
    void signTestOfMillions() {
        // By the normal curve with continuity: 2 · Φ(−999 / √5999000) = 2 · Φ(−0.40787)
        assertEquals(0.6834, SignTest.p(3_000_000, 2_999_000), 2e-4);
        assertEquals(0, SignTest.p(10_000_000, 0));
        assertEquals(1, SignTest.p(5_000_001, 5_000_000), 1e-2);
    }
}
