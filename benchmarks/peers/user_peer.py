#!/usr/bin/env python3
"""Programs of a few lines on CPython's multiprocessing, as its users have them: workers are spawned, values are records.

Usage: python3 user_peer.py result | map | process      a whole program, to be timed from outside
       python3 user_peer.py docs | cold | paced | tasks  prints one JSON object a line: {"name", "value", "unit", "better"}
"""
import json
import multiprocessing as mp
import sys
import time

RECORDS = 20_000
CALLS = 20_000


def record(number):
    name = "document " + str(number)
    return number, name, [name + " tag " + str(i) for i in range(20)], {"word " + str(i): number + i for i in range(20)}


def next_one(doc):
    number, name, tags, counts = doc
    return number + 1, name, tags, counts


def plus_one(x):
    return x + 1


def nothing():
    pass


def spin(nanos):
    end = time.perf_counter_ns() + nanos
    while time.perf_counter_ns() < end:
        pass
    return nanos


def report(name, value, unit, better):
    print(json.dumps({"name": name, "value": value, "unit": unit, "better": better}))


def check(good):
    if not good:
        raise SystemExit("wrong result")


def result(context):
    with context.Pool(2) as pool:
        check(pool.apply(plus_one, (1,)) == 2)
        pool.close()
        pool.join()


def records(context):
    with context.Pool(2) as pool:
        back = pool.map(next_one, [record(i) for i in range(RECORDS)])
        check(len(back) == RECORDS and back[-1][0] == RECORDS)
        pool.close()
        pool.join()


def process(context):
    child = context.Process(target=nothing)
    child.start()
    child.join()
    check(child.exitcode == 0)


def docs(context):
    all_of_them = [record(i) for i in range(RECORDS)]
    with context.Pool(2) as pool:
        for _ in range(3):
            pool.map(next_one, all_of_them)
        start = time.perf_counter()
        check(len(pool.map(next_one, all_of_them)) == RECORDS)
        report("pool.docs", (time.perf_counter() - start) * 1e3, "ms", "lower")


def cold(context):
    with context.Pool(2) as pool:
        start = time.perf_counter()
        for i in range(CALLS):
            check(pool.apply(plus_one, (i,)) == i + 1)
        report("pool.apply_cold", (time.perf_counter() - start) * 1e6 / CALLS, "us", "lower")


def paced(context):
    with context.Pool(2) as pool:
        times = []
        for i in range(300):
            time.sleep(0.01)
            start = time.perf_counter()
            check(pool.apply(plus_one, (i,)) == i + 1)
            times.append((time.perf_counter() - start) * 1e6)
        report("pool.apply_after_10ms", sorted(times)[len(times) // 2], "us", "lower")


def tasks(context):
    with context.Pool(2) as pool:
        for micros, count in ((200, 5_000), (20, 20_000)):
            start, used = time.perf_counter(), time.process_time()
            for r in [pool.apply_async(spin, (micros * 1_000,)) for _ in range(count)]:
                check(r.get() == micros * 1_000)
            wall, used = time.perf_counter() - start, time.process_time() - used
            report(f"pool.efficiency_{micros}us", count * micros / 1e6 / (2 * wall), "of 2 cores", "higher")
            if micros == 200:
                report("pool.parent_cpu", used * 1e6 / count, "us", "lower")


if __name__ == "__main__":
    mode = {"result": result, "map": records, "process": process, "docs": docs, "cold": cold, "paced": paced, "tasks": tasks}
    mode[sys.argv[1]](mp.get_context("spawn"))
