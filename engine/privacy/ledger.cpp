#include "engine/privacy/ledger.hpp"

#include "engine/error.hpp"

#include <utility>

namespace replica {

Ledger::Ledger(Accounting accounting, const Sensitivity& sensitivity, Cost budget, RandomBits& bits,
               ReleaseKeeper keeper)
    : accounting_(accounting), sensitivity_(sensitivity), budget_(budget), bits_(&bits), keeper_(std::move(keeper)) {}

std::vector<std::int64_t> Ledger::release(const Release& release,
                                          const std::function<std::vector<std::int64_t>(RandomBits&)>& draw) {
    if (release.cost > left())
        throw JobError("the privacy budget doesn't suffice for " + release.what + "; nothing more is learned");
    spent_ = spent_ + release.cost;
    releases_.push_back(release);
    if (keeper_.remembered) {
        if (auto drawn = keeper_.remembered()) {
            if (drawn->release == release) return std::move(drawn->outcome);
            throw InputError("the run that was interrupted released " + drawn->release.what + " where this one needs " +
                             release.what + "; give the options and the data that it had");
        }
        keeper_.remembered = {};
    }
    Drawn drawn{release, draw(*bits_)};
    if (keeper_.keep) keeper_.keep(drawn);
    return std::move(drawn.outcome);
}

std::string scale_text(const std::string& name, Ratio ratio) {
    return name + " " + std::to_string(ratio.numerator) + "/" + std::to_string(ratio.denominator);
}

NoisyCounts release_counts(Ledger& ledger, const Sensitivity& sensitivity, const std::string& what,
                           const std::vector<std::uint64_t>& counts, Cost most) {
    const CountNoise noise = count_noise(ledger.accounting(), sensitivity, most);
    const bool gaussian = ledger.accounting() == Accounting::zcdp;
    const Release release{what, gaussian ? "discrete Gaussian" : "discrete Laplace",
                          scale_text(gaussian ? "variance" : "scale", noise.scale), noise.cost};
    const auto draw = [&](RandomBits& bits) {
        std::vector<std::int64_t> cells;
        for (const std::uint64_t count : counts) cells.push_back(static_cast<std::int64_t>(count) + noise.draw(bits));
        return cells;
    };
    return {ledger.release(release, draw), noise.variance()};
}

}  // namespace replica
