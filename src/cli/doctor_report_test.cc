#include "cli/doctor_report.h"

#include <gmock/gmock.h>

namespace maelstrom::cli {
namespace {

using container::Feature;
using container::FeatureNeed;
using container::FeatureState;
using container::Verdict;

const std::vector<Feature> kFeatures = {
    {"overlayfs", FeatureNeed::kNeeded, FeatureState::kPresent, "", ""},
    {"user namespaces", FeatureNeed::kNeeded, FeatureState::kMissing, "forbidden", "sudo sysctl -w a=1"},
    {"clone3", FeatureNeed::kHelps, FeatureState::kMissing, "slower", "use Linux 5.3"},
};

TEST(DoctorReport, ColumnsAreAlignedAndRemediesStandBelow) {
  EXPECT_EQ(features_table(kFeatures, report::Palette{}),
            "  overlayfs        present\n"
            "  user namespaces  missing         forbidden\n"
            "                   enable: sudo sysctl -w a=1\n"
            "  clone3           missing, helps  slower\n"
            "                   enable: use Linux 5.3\n");
}

TEST(DoctorReport, ColoursDoNotMoveColumns) {
  EXPECT_THAT(features_table(kFeatures, report::Palette{.colours = true}),
              ::testing::HasSubstr("\x1b[31mmissing        \x1b[0m forbidden\n"));
}

TEST(DoctorReport, OnlyWhatIsNeededIsToldAsMissing) {
  EXPECT_EQ(missing_features(kFeatures, report::Palette{}),
            "  user namespaces  missing         forbidden\n"
            "                   enable: sudo sysctl -w a=1\n");
  EXPECT_EQ(missing_features(std::span(kFeatures).first(1), report::Palette{}), "");
}

TEST(DoctorReport, AnOpenChannelIsLoud) {
  const std::vector<container::IsolationResult> results = {{{"files in /tmp", "tmp"}, Verdict::kReplaced, "/tmp"},
                                                           {{"host name", "hostname"}, Verdict::kOpen, "seen"}};
  EXPECT_EQ(isolation_table(results, report::Palette{}),
            "  files in /tmp  replaced        /tmp\n"
            "  host name      OPEN            seen\n");
}

}  // namespace
}  // namespace maelstrom::cli
