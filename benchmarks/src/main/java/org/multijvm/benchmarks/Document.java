package org.multijvm.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A record as programs have them: a number, a name, a list of twenty strings, a map of twenty entries. */
record Document(int number, String name, List<String> tags, Map<String, Integer> counts) {
    private static final int SOME = 20_000;
    private static final int PARTS = 20;

    static Document of(int number) {
        String name = "document " + number;
        List<String> tags = new ArrayList<>();
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (int i = 0; i < PARTS; i++) {
            tags.add(name + " tag " + i);
            counts.put("word " + i, number + i);
        }
        return new Document(number, name, tags, counts);
    }

    static List<Document> some() {
        List<Document> all = new ArrayList<>();
        for (int i = 0; i < SOME; i++) {
            all.add(of(i));
        }
        return all;
    }

    Document next() {
        return new Document(number + 1, name, tags, counts);
    }

    /** What came back of {@link #some}. */
    static void check(List<Document> back) {
        Document last = back.get(back.size() - 1);
        First.check(
                back.size() == SOME && last.number() == SOME && last.counts().size() == PARTS);
    }
}
