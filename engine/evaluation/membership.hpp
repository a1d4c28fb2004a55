#pragma once

#include "engine/evaluation/privacy_task.hpp"

#include <cstdint>
#include <span>

namespace replica {

/// How well members are told from others by being closer to their closest synthetic row. Distances of each.
/// The area under the curve is the share of pairs whose member is closer, ties halved; its interval is that of DeLong,
/// DeLong, Clarke-Pearson 1988, where their variance isn't 0; there, that of a share of the smaller number of rows.
/// Neither is empty.
Membership compare_distances(std::span<const std::uint32_t> members, std::span<const std::uint32_t> others);

/// The same where a row's distance to the closest synthetic row is compared with its own distance to the closest row of
/// a second sample: the share of rows whose synthetic row is closer, and its interval (see share_closer). Of each row
/// the two closest of either.
Membership compare_own_distances(std::span<const NearRow> to_synthetic, std::span<const NearRow> to_second_sample);

/// Collective. A given holdout: members are real rows, others are holdout rows, and their closest are looked for among
/// the same synthetic rows. A split one, of which the model may have seen all: real rows, whose closest are looked for
/// among as many synthetic as holdout rows.
Membership measure_membership(const PrivacyTask& task);

}  // namespace replica
