//! A small network as an exact Markov chain on the guests of each house: what the simulation is held to.

/// Houses with exponential stays whose full ones send people down a list; whoever finds no bed there is lost.
pub struct Chain {
    beds: Vec<u32>,
    states: Vec<Vec<u32>>,
    /// From each state the others that follow, each with its rate per day.
    moves: Vec<Vec<(usize, f64)>>,
    /// Above the rate of leaving any state.
    fastest: f64,
}

impl Chain {
    /// By house: beds, requests per day and mean stay, and whom its people ask in which order.
    pub fn new(beds: &[u32], loads: &[(f64, f64)], asks: &[&[usize]]) -> Self {
        let mut states = vec![Vec::new()];
        for beds in beds {
            let longer = states.iter().flat_map(|state: &Vec<u32>| {
                (0..=*beds).map(move |guests| [state.clone(), vec![guests]].concat())
            });
            states = longer.collect();
        }
        let place_of = |state: &[u32]| {
            let digits = state.iter().zip(beds);
            digits.fold(0, |place, (guests, beds)| {
                place * (*beds as usize + 1) + *guests as usize
            })
        };
        let moves = states.iter().map(|state| {
            let mut moves = Vec::new();
            for house in 0..beds.len() {
                let (requests, stay) = loads[house];
                let mut asked = [&[house], asks[house]].concat().into_iter();
                if let Some(taken) = asked.find(|other| state[*other] < beds[*other]) {
                    let mut next = state.clone();
                    next[taken] += 1;
                    moves.push((place_of(&next), requests));
                }
                if state[house] > 0 {
                    let mut next = state.clone();
                    next[house] -= 1;
                    moves.push((place_of(&next), f64::from(state[house]) / stay));
                }
            }
            moves
        });
        let moves = moves.collect::<Vec<Vec<(usize, f64)>>>();
        let leaving = |moves: &Vec<(usize, f64)>| moves.iter().map(|(_, rate)| rate).sum::<f64>();
        let fastest = 1.01 * moves.iter().map(leaving).fold(0.0, f64::max);
        Self {
            beds: beds.to_vec(),
            states,
            moves,
            fastest,
        }
    }

    /// The probability of each state after `days`, by uniformisation (Jensen 1953): the chain jumps at the times
    /// of a Poisson process, also from a state to itself.
    pub fn after(&self, start: &[u32], days: f64) -> Vec<f64> {
        let mut mass = vec![0.0; self.states.len()];
        let first = self.states.iter().position(|state| state == start);
        mass[first.expect("a state")] = 1.0;
        let expected = self.fastest * days;
        let mut sum = vec![0.0; mass.len()];
        let mut log_weight = -expected;
        for jumps in 1_u32.. {
            let weight = log_weight.exp();
            for (sum, mass) in sum.iter_mut().zip(&mass) {
                *sum += weight * mass;
            }
            let number = f64::from(jumps);
            if number > expected + 9.0 * expected.sqrt() + 40.0 {
                break;
            }
            log_weight += (expected / number).ln();
            mass = self.jump(&mass);
        }
        sum
    }

    fn jump(&self, mass: &[f64]) -> Vec<f64> {
        let mut next = mass.to_vec();
        for (place, moves) in self.moves.iter().enumerate() {
            for (other, rate) in moves {
                let moved = mass[place] * rate / self.fastest;
                next[*other] += moved;
                next[place] -= moved;
            }
        }
        next
    }

    /// The probability of the states in which all of these houses are full.
    pub fn full(&self, mass: &[f64], houses: &[usize]) -> f64 {
        let full = |state: &Vec<u32>| houses.iter().all(|house| state[*house] == self.beds[*house]);
        let chosen = self.states.iter().zip(mass).filter(|(state, _)| full(state));
        chosen.map(|(_, mass)| mass).sum()
    }

    /// The mean number of guests in a house.
    pub fn guests(&self, mass: &[f64], house: usize) -> f64 {
        let each = self.states.iter().zip(mass);
        each.map(|(state, mass)| f64::from(state[house]) * mass).sum()
    }
}
