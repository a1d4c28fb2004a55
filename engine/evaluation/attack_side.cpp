#include "engine/evaluation/attack_side.hpp"

#include <algorithm>

namespace replica {

AttackSides attack_sides(const PrivacyTask& task) {
    const ComparedRows& rows = task.rows;
    const std::size_t most = task.limits.candidates;
    if (task.is_split()) {
        const std::size_t sources = std::min({most, rows.synthetic.rows, rows.holdout.rows});
        const SampleDraw real = task.draw(rows.real, most, DrawnFor::population_real);
        return {{task.draw(rows.synthetic, sources, DrawnFor::sources_synthetic), real},
                {task.draw(rows.holdout, sources, DrawnFor::sources_holdout), real}};
    }
    const std::size_t persons = std::min({most, rows.real.rows, rows.holdout.rows});
    const SampleDraw synthetic = task.draw(rows.synthetic, most, DrawnFor::sources_synthetic);
    return {{synthetic, task.draw(rows.real, persons, DrawnFor::population_real)},
            {synthetic, task.draw(rows.holdout, persons, DrawnFor::population_holdout)}};
}

}  // namespace replica
