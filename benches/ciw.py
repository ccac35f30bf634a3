"""Three houses with overflow in Ciw: prints the share lost and the seconds it took. See ciw.sh."""
import json, sys, time
import ciw

system = json.load(open(sys.argv[1]))
houses = system["houses"]
ids = [house["id"] for house in houses]


class Overflow(ciw.ArrivalNode):
    """Whoever finds the house of first choice full takes the first house of its list with a free bed."""

    def send_individual(self, next_node, individual):
        first = next_node.id_number - 1
        for other in [first] + [ids.index(i) for i in houses[first].get("overflowTo", [])]:
            node = self.simulation.nodes[other + 1]
            if node.number_of_individuals < node.node_capacity:
                super().send_individual(node, individual)
                return
        super().send_individual(next_node, individual)


network = ciw.create_network(
    arrival_distributions=[ciw.dists.Exponential(rate=house["requestsPerDay"]) for house in houses],
    service_distributions=[ciw.dists.Exponential(rate=1 / house["meanStayDays"]) for house in houses],
    number_of_servers=[house["beds"] for house in houses],
    queue_capacities=[0] * len(houses),
    routing=[[0.0] * len(houses) for _ in houses],
)
days = system["warmupDays"] + system["days"]
start, placed, requests = time.perf_counter(), 0, 0
for seed in range(int(sys.argv[2])):
    ciw.seed(seed)
    simulation = ciw.Simulation(network, arrival_node_class=Overflow)
    simulation.simulate_until_max_time(days)
    records = simulation.get_all_records()
    counted = [r for r in records if r.arrival_date > system["warmupDays"]]
    requests += len(counted)
    placed += sum(r.record_type == "service" for r in counted)
seconds = time.perf_counter() - start
print(json.dumps({"seconds": seconds, "requests": requests, "lost": 1 - placed / requests}))
