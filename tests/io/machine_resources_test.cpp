#include "io/machine_resources.hpp"

#include "engine/error.hpp"

#include <fstream>
#include <map>
#include <string>

#include <gtest/gtest.h>
#include <unistd.h>

namespace replica {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t mebibyte = 1U << 20U;
const std::string v2_mount = "31 23 0:28 / /sys/fs/cgroup rw - cgroup2 cgroup rw\n";
const std::string v1_mounts =
    "31 23 0:28 / /sys/fs/cgroup/cpu,cpuacct rw shared:4 - cgroup cgroup rw,cpu,cpuacct\n"
    "32 23 0:29 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n";

/// A machine of files made by hand, with 1,000 MiB of memory and 64 processors.
class MachineResources : public testing::Test {
protected:
    MachineResources() : root_(fs::temp_directory_path() / ("machine_resources_" + std::to_string(::getpid()))) {
        fs::remove_all(root_);
        write("proc/meminfo", "MemTotal:  2048000 kB\nMemFree:  5 kB\nMemAvailable:    1024000 kB\n");
    }
    ~MachineResources() override { fs::remove_all(root_); }

    void write(const std::string& file, const std::string& text) const {
        fs::create_directories((root_ / file).parent_path());
        std::ofstream(root_ / file) << text;
    }
    [[nodiscard]] MachineView view() const {
        MachineView machine;
        machine.root = root_;
        machine.processors = 64;
        machine.environment = [this](const char* name) {
            const auto found = variables_.find(name);
            return found == variables_.end() ? nullptr : found->second.c_str();
        };
        return machine;
    }
    [[nodiscard]] std::uint64_t mebibytes() const { return available_memory(view()) / mebibyte; }
    [[nodiscard]] int processors() const { return available_processors(view()); }

    fs::path root_;
    std::map<std::string, std::string> variables_;
};

TEST_F(MachineResources, WithoutGroupsIsTheMachines) {
    EXPECT_EQ(available_memory(view()), 1000 * mebibyte);
    EXPECT_EQ(processors(), 64);
}

TEST_F(MachineResources, WithoutProcAsksTheSystem) {
    fs::remove_all(root_);
    EXPECT_GT(available_memory(view()), 0U);
    EXPECT_LT(available_memory(view()), std::uint64_t{1} << 60U);
    EXPECT_EQ(processors(), 64);
}

TEST_F(MachineResources, OfThisMachineAreSome) {
    EXPECT_GT(available_memory(), 0U);
    EXPECT_GE(available_processors(), 1);
    EXPECT_LE(available_processors(), bound_processors());
}

TEST_F(MachineResources, Version2CountsCachedFilesAsRoom) {
    write("proc/self/cgroup", "0::/job\n");
    write("proc/self/mountinfo", v2_mount);
    write("sys/fs/cgroup/job/memory.max", "419430400\n");
    write("sys/fs/cgroup/job/memory.current", "209715200\n");
    EXPECT_EQ(mebibytes(), 200U);
    write("sys/fs/cgroup/job/memory.stat", "anon 5\ninactive_file 104857600\nactive_file 7\n");
    EXPECT_EQ(mebibytes(), 300U);
    write("sys/fs/cgroup/job/cpu.max", "350000 100000\n");
    EXPECT_EQ(processors(), 3);
    write("sys/fs/cgroup/job/cpu.max", "50000 100000\n");
    EXPECT_EQ(processors(), 1);
}

TEST_F(MachineResources, Version2AncestorsLimitToo) {
    write("proc/self/cgroup", "1:name=systemd:/x\n0::/a/b/c\n");
    write("proc/self/mountinfo", "nonsense\n" + v2_mount);
    write("sys/fs/cgroup/a/b/c/memory.max", "max\n");
    write("sys/fs/cgroup/a/b/c/cpu.max", "max 100000\n");
    EXPECT_EQ(mebibytes(), 1000U);
    EXPECT_EQ(processors(), 64);
    write("sys/fs/cgroup/a/memory.max", "104857600\n");
    write("sys/fs/cgroup/a/cpu.max", "800000 100000\n");
    EXPECT_EQ(mebibytes(), 100U);
    EXPECT_EQ(processors(), 8);
}

TEST_F(MachineResources, AFullGroupHasNoRoom) {
    write("proc/self/cgroup", "0::/\n");
    write("proc/self/mountinfo", v2_mount);
    write("sys/fs/cgroup/memory.max", "100\n");
    write("sys/fs/cgroup/memory.current", "200\n");
    EXPECT_EQ(available_memory(view()), 0U);
}

TEST_F(MachineResources, Version1AndItsAncestors) {
    write("proc/self/cgroup", "5:cpu,cpuacct:/slurm/job\n4:memory:/slurm/job\n0::/\n");
    write("proc/self/mountinfo", v1_mounts);
    write("sys/fs/cgroup/memory/slurm/job/memory.limit_in_bytes", "9223372036854771712\n");
    EXPECT_EQ(mebibytes(), 1000U);
    write("sys/fs/cgroup/memory/slurm/memory.limit_in_bytes", "104857600\n");
    write("sys/fs/cgroup/memory/slurm/memory.usage_in_bytes", "52428800\n");
    write("sys/fs/cgroup/memory/slurm/memory.stat", "inactive_file 1\ntotal_inactive_file 10485760\n");
    EXPECT_EQ(mebibytes(), 60U);
    write("sys/fs/cgroup/cpu,cpuacct/slurm/job/cpu.cfs_quota_us", "-1\n");
    write("sys/fs/cgroup/cpu,cpuacct/slurm/job/cpu.cfs_period_us", "100000\n");
    EXPECT_EQ(processors(), 64);
    write("sys/fs/cgroup/cpu,cpuacct/slurm/job/cpu.cfs_quota_us", "1250000\n");
    EXPECT_EQ(processors(), 12);
}

TEST_F(MachineResources, OfAContainerThatSeesOnlyItsGroup) {
    write("proc/self/cgroup", "0::/docker/abc/inner\n");
    write("proc/self/mountinfo", "31 23 0:28 /docker/abc /my\\040groups rw - cgroup2 cgroup rw\n");
    write("my groups/inner/memory.max", "104857600\n");
    EXPECT_EQ(mebibytes(), 100U);
    write("proc/self/cgroup", "0::/elsewhere\n");
    EXPECT_EQ(mebibytes(), 1000U);
    write("my groups/memory.max", "52428800\n");
    EXPECT_EQ(mebibytes(), 50U);
}

TEST_F(MachineResources, OfASlurmJob) {
    variables_["SLURM_MEM_PER_NODE"] = "0";
    EXPECT_EQ(mebibytes(), 1000U);
    variables_["SLURM_MEM_PER_NODE"] = "300";
    EXPECT_EQ(mebibytes(), 300U);
    variables_["SLURM_MEM_PER_CPU"] = "50";
    EXPECT_EQ(mebibytes(), 300U);
    variables_["SLURM_CPUS_ON_NODE"] = "4";
    EXPECT_EQ(mebibytes(), 200U);
    variables_["SLURM_CPUS_PER_TASK"] = "3";
    EXPECT_EQ(processors(), 3);
}

TEST_F(MachineResources, NonsenseLimitsNothing) {
    write("proc/self/cgroup", "0::/job\n:\n\n0\nmemory\n");
    write("proc/self/mountinfo", v2_mount + "- - -\n1 2 3 4 5 6 -\n");
    write("sys/fs/cgroup/job/memory.max", "much\n");
    write("sys/fs/cgroup/job/cpu.max", "100000 0\n");
    for (const char* name : {"SLURM_MEM_PER_NODE", "SLURM_MEM_PER_CPU", "SLURM_CPUS_ON_NODE", "SLURM_CPUS_PER_TASK"})
        variables_[name] = "4(x2)";
    EXPECT_EQ(mebibytes(), 1000U);
    EXPECT_EQ(processors(), 64);
    variables_["SLURM_MEM_PER_CPU"] = "18446744073709551615";
    variables_["SLURM_CPUS_ON_NODE"] = "18446744073709551615";
    EXPECT_EQ(mebibytes(), 1000U);
}

TEST(ParseMemory, KnowsPowersOf1024) {
    EXPECT_EQ(parse_memory("2000000000"), 2'000'000'000U);
    EXPECT_EQ(parse_memory("3K"), 3072U);
    EXPECT_EQ(parse_memory("512M"), 512 * mebibyte);
    EXPECT_EQ(parse_memory("1.5G"), 1536 * mebibyte);
    EXPECT_EQ(parse_memory("8G"), 8192 * mebibyte);
    EXPECT_EQ(parse_memory("2T"), 2048 * 1024 * mebibyte);
}

TEST(ParseMemory, RefusesAllElse) {
    for (const char* text : {"", "G", "8X", "8GB", "-8G", "+8G", " 8G", "8G ", "8 G", "inf", "nan", "1e9", "0", "0.5",
                             "99999999T", "0x10", "1,5G"}) {
        EXPECT_THROW(parse_memory(text), InputError) << text;
    }
}

}  // namespace
}  // namespace replica
