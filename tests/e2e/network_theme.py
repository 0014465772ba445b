"""A cluster behind a network that is slow, silent, or cut: no case is lost, told twice or answered wrongly."""

import time

import harness
import proxy
import remote_cluster

SELECT = ("-i", "name.starts_with(Slow)", "--no-cache")
CASES = 20


class Theme(remote_cluster.WithCluster):
    def start_behind_proxy(self, delay=0.0):
        self.start_cluster()
        self.proxy = proxy.Proxy(self.engine.address)
        self.proxy.delay = delay
        self.addCleanup(self.proxy.stop)
        self.address = f"grpc://{self.proxy.address}"
        return self.start_tests([self.add("slow")], *SELECT, "--remote", self.address)

    def assert_all_passed(self, process):
        run = self.finish(process)
        self.assert_code(run, 0)
        told = [event["name"] for event in run.events if event["event"] == "case-finished"]
        self.assertEqual(len(told), CASES)
        self.assertEqual(len(set(told)), CASES)
        self.assertEqual(set(run.outcomes().values()), {"passed"}, run.text[-4000:])

    def until_told(self, cases):
        harness.until(lambda: len(self.events_so_far("case-finished")) >= cases, f"{cases} cases")

    def test_what_arrives_late(self):
        self.assert_all_passed(self.start_behind_proxy(delay=0.3))

    def test_what_is_cut_half_way(self):
        process = self.start_behind_proxy()
        for cases in (1, 4, 8):
            self.until_told(cases)
            self.proxy.cut()
        self.assert_all_passed(process)

    def test_what_does_not_arrive_for_a_while(self):
        process = self.start_behind_proxy()
        self.until_told(1)
        self.proxy.silent = True
        time.sleep(3)  # of silence
        self.proxy.silent = False
        self.assert_all_passed(process)
