#include "engine/counting/shared_scores.hpp"

#include "engine/byte_stream.hpp"

#include <algorithm>

namespace replica {
namespace {

constexpr std::size_t counter_bytes = 64;  // a cache line of its own

constexpr std::size_t news_bytes = 20;  // the set's place, its sum and its support

std::size_t bytes_for(std::size_t columns, std::size_t max_size) {
    return counter_bytes + sizeof(SubsetScore) * static_cast<std::size_t>(SubsetScores::size_of(columns, max_size));
}

std::span<SubsetScore> scores_in(std::span<std::byte> memory) {
    const auto bytes = memory.subspan(counter_bytes);
    return {reinterpret_cast<SubsetScore*>(bytes.data()), bytes.size() / sizeof(SubsetScore)};
}

}  // namespace

SharedScores::SharedScores(const Communicator& holder, std::size_t columns, std::size_t max_size)
    : holder_(holder),
      memory_(holder, bytes_for(columns, max_size)),
      scores_(columns, max_size, scores_in(memory_.bytes())) {
    if (holder.is_root()) std::fill(scores_.all().begin(), scores_.all().end(), SubsetScore{});
    reset_counter();
}

void SharedScores::reset_counter() {
    memory_.synchronize();
    if (holder_.is_root()) *counter() = 0;
    memory_.synchronize();
}

ScoreExchange::ScoreExchange(SharedScores& scores, const Placement& placement)
    : scores_(scores), placement_(placement) {
    scores.synchronize();
    if (!placement.holder().is_root()) return;
    for (const SubsetScore& score : scores.scores().all()) told_.push_back(score.known());
}

Bytes ScoreExchange::take_news() {
    ByteWriter news;
    const auto all = scores_.scores().all();
    for (std::size_t set = 0; set < all.size(); ++set) {
        if (told_[set] || !all[set].known()) continue;
        told_[set] = true;
        // The holders of one replica's parts count together, so one of them speaks for all.
        if (placement_.replicas() == 1 || placement_.row_part() != 0) continue;
        news.put(std::uint64_t{set});
        news.put(all[set].x_log_x);
        news.put(all[set].support);
    }
    return news.take();
}

void ScoreExchange::run() {
    scores_.synchronize();
    if (placement_.holder().is_root()) {
        const auto all = scores_.scores().all();
        const Bytes mine = take_news();
        const Communicator& leaders = placement_.leaders();
        for (int sender = 0; placement_.replicas() > 1 && sender < leaders.size(); ++sender) {
            const Bytes news = leaders.broadcast(sender == leaders.rank() ? mine : Bytes{}, sender);
            ByteReader reader(news);
            for (std::size_t i = 0; i < news.size() / news_bytes; ++i) {
                const auto set = static_cast<std::size_t>(reader.get<std::uint64_t>());
                told_[set] = true;
                all[set].x_log_x = reader.get<std::int64_t>();
                all[set].support = reader.get<std::uint32_t>();
            }
        }
    }
    scores_.synchronize();
}

}  // namespace replica
