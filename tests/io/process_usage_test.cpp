#include "io/process_usage.hpp"

#include <cstring>

#include <gtest/gtest.h>
#include <sys/mman.h>

namespace replica {
namespace {

constexpr std::size_t big = std::size_t{64} << 20U;

TEST(ProcessUsage, CountsProcessorTime) {
    const double before = processor_seconds();
    double sum = 0;
    while (processor_seconds() < before + 0.05) sum += 1;
    EXPECT_GT(sum, 0);
}

TEST(ProcessUsage, ForgetsAPeakThatIsOver) {
    // Mapped, for allocators may keep what was freed.
    void* const memory = ::mmap(nullptr, big, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    ASSERT_NE(memory, MAP_FAILED);
    std::memset(memory, 'x', big);
    ASSERT_EQ(::munmap(memory, big), 0);
    const std::uint64_t high = peak_memory();
    EXPECT_GT(high, big);
    if (reset_peak_memory() != PeakSince::reset) GTEST_SKIP() << "this system doesn't let the peak begin anew";
    EXPECT_LT(peak_memory(), high - big / 2);
}

TEST(ProcessUsage, SaysWhereNothingCanBeReset) {
    EXPECT_EQ(reset_peak_memory("/no/such/process"), PeakSince::process_start);
    EXPECT_EQ(peak_memory("/no/such/process"), 0U);
}

}  // namespace
}  // namespace replica
