// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/compare/laneview.h"

#include "ui/common/answerview.h"

#include <QLabel>
#include <QScrollBar>
#include <QTest>
#include <QVBoxLayout>

#include <functional>

using namespace Crossroads;
using namespace Qt::StringLiterals;

/// A lane above something that grows, as the composer does, and below something that comes and goes.
struct Stage : QWidget
{
    LaneView *lane;
    QLabel *above;
    QWidget *below;

    Stage()
        : lane(new LaneView(LaneSpec{u"sandbox/swift"_s, u"Swift"_s, true}, 0, this)),
          above(new QLabel(u"a banner"_s, this)), below(new QWidget(this))
    {
        auto *column = new QVBoxLayout(this);
        column->addWidget(above);
        column->addWidget(lane, 1);
        column->addWidget(below);
        above->hide();
        below->setFixedHeight(60);
        resize(420, 600);
    }
    void say(const QString &text, LaneState state = LaneState::Streaming, const QStringList &notes = {})
    {
        Answer answer;
        answer.text = text;
        answer.state = state;
        answer.notes = notes;
        lane->setAnswer(answer, 0);
        lane->showText();
        settle();
    }
    void settle()
    {
        QCoreApplication::sendPostedEvents();
        QCoreApplication::processEvents();
    }
    QScrollBar &bar() const { return *lane->view().verticalScrollBar(); }
    bool atEnd() const { return bar().maximum() > 0 && bar().value() == bar().maximum(); }
};

using Change = std::function<void(Stage &)>;
Q_DECLARE_METATYPE(Change)

static QString paragraphs(int count, int each)
{
    QString text;
    int number = 0;
    for (int i = 0; i < count; ++i) {
        for (int j = 0; j < each; ++j)
            text += u"word%1 "_s.arg(++number, 4, 10, QLatin1Char('0'));
        text += u"\n\n"_s;
    }
    return text;
}

class TestLaneView : public QObject
{
    Q_OBJECT

    static void addChanges()
    {
        QTest::addColumn<Change>("change");
        const auto row = [](const char *name, const Change &change) { QTest::addRow("%s", name) << change; };
        row("the composer grows by a line", [](Stage &s) { s.below->setFixedHeight(80); });
        row("the composer grows to 40 %", [](Stage &s) { s.below->setFixedHeight(300); });
        row("the composer grows and shrinks again", [](Stage &s) {
            s.below->setFixedHeight(300);
            s.settle();
            s.below->setFixedHeight(40);
        });
        row("a banner or a find bar comes", [](Stage &s) { s.above->show(); });
        row("a banner comes and goes", [](Stage &s) {
            s.above->show();
            s.settle();
            s.above->hide();
        });
        row("the window becomes lower", [](Stage &s) { s.resize(420, 420); });
        row("the window becomes higher", [](Stage &s) { s.resize(420, 800); });
        row("a lane is added: narrower", [](Stage &s) { s.resize(300, 600); });
        row("a lane is taken out: wider", [](Stage &s) { s.resize(900, 600); });
        row("the window is dragged by its corner", [](Stage &s) {
            for (int i = 0; i < 30; ++i) {
                s.resize(420 - 4 * i, 600 - 7 * i);
                s.settle();
            }
        });
        row("it is zoomed in", [](Stage &s) { s.lane->view().setZoom(4); });
        row("it is zoomed out", [](Stage &s) { s.lane->view().setZoom(-3); });
        row("the desktop's font changes", [](Stage &s) {
            QFont font = s.font();
            font.setPointSize(font.pointSize() + 3);
            s.setFont(font);
            s.lane->view().setFont(font);
        });
        row("the colours change", [](Stage &s) {
            QPalette dark(Qt::black);
            s.setPalette(dark);
        });
        row("lines become shorter", [](Stage &s) { s.lane->view().setLineLength(30); });
        row("it is hidden and shown, as a tab is", [](Stage &s) {
            s.lane->hide();
            s.settle();
            s.resize(500, 480);
            s.lane->show();
        });
    }

private Q_SLOTS:
    void aLaneThatFollowsGoesOnFollowing_data() { addChanges(); }
    void aLaneThatFollowsGoesOnFollowing()
    {
        QFETCH(Change, change);
        Stage stage;
        stage.show();
        QVERIFY(QTest::qWaitForWindowExposed(&stage));
        const QString text = paragraphs(40, 30);
        stage.say(text.first(text.size() / 2));
        QVERIFY(stage.atEnd());
        change(stage);
        stage.settle();
        QVERIFY(stage.atEnd());
        stage.say(text.first(text.size() * 3 / 4));
        QVERIFY(stage.atEnd());
        stage.say(text, LaneState::Done);
        change(stage); // at the end it stays there when it is whole, too
        stage.settle();
        QVERIFY(stage.atEnd());
    }

    void whoScrolledUpKeepsTheirPlace_data() { addChanges(); }
    void whoScrolledUpKeepsTheirPlace()
    {
        QFETCH(Change, change);
        Stage stage;
        stage.show();
        QVERIFY(QTest::qWaitForWindowExposed(&stage));
        const QString text = paragraphs(3, 900); // long paragraphs: the place is within one
        AnswerView &view = stage.lane->view();
        stage.say(text.first(text.size() / 2));
        stage.bar().setValue(stage.bar().maximum() / 3);
        const qreal left = view.isRightToLeft() ? view.width() - 40 : 40;
        const AnswerView::Place top = view.placeAt({left, 2});
        change(stage);
        stage.settle();
        const auto stays = [&] {
            const QRect at = view.rectOf(top, 1);
            return at.top() > -2 * at.height() && at.bottom() < 3 * at.height();
        };
        QVERIFY(stays());
        QVERIFY(!stage.atEnd());
        const int value = stage.bar().value();
        stage.say(text);
        QCOMPARE(stage.bar().value(), value);
        QVERIFY(stays());
    }

    /// Every step of it breaks the lines anew; the text must not creep away.
    void draggingTheWindowToAndFroLeavesThePlace()
    {
        Stage stage;
        stage.show();
        QVERIFY(QTest::qWaitForWindowExposed(&stage));
        stage.say(paragraphs(3, 900));
        stage.bar().setValue(stage.bar().maximum() / 2);
        const int value = stage.bar().value();
        for (int i = 1; i <= 60; ++i) {
            stage.resize(420 + 6 * (i <= 30 ? i : 60 - i), 600 - 5 * (i <= 30 ? i : 60 - i));
            stage.settle();
        }
        QVERIFY2(qAbs(stage.bar().value() - value) <= 2, qPrintable(QString::number(stage.bar().value())));
    }

    void aNoteAboveTheAnswerDoesNotEndFollowing()
    {
        Stage stage;
        stage.show();
        QVERIFY(QTest::qWaitForWindowExposed(&stage));
        const QString text = paragraphs(20, 30);
        stage.say(text.first(2'000));
        stage.say(text.first(2'000), LaneState::Streaming,
                  {u"The temperature was left out."_s, u"The seed was left out, which takes some words."_s});
        QVERIFY(stage.atEnd());
        stage.say(text, LaneState::Streaming, {u"The temperature was left out."_s});
        QVERIFY(stage.atEnd());
    }

    /// Back at the end, by whatever means, is following again.
    void whoScrollsBackToTheEndFollowsAgain()
    {
        Stage stage;
        stage.show();
        QVERIFY(QTest::qWaitForWindowExposed(&stage));
        const QString text = paragraphs(40, 30);
        stage.say(text.first(6'000));
        stage.bar().setValue(0);
        stage.below->setFixedHeight(200);
        stage.settle();
        QCOMPARE(stage.bar().value(), 0);
        stage.bar().setValue(stage.bar().maximum());
        stage.below->setFixedHeight(300);
        stage.settle();
        QVERIFY(stage.atEnd());
        stage.say(text);
        QVERIFY(stage.atEnd());
    }

    void aWholeAnswerThatIsReadFromTheTopStaysThere()
    {
        Stage stage;
        stage.show();
        QVERIFY(QTest::qWaitForWindowExposed(&stage));
        for (const QString &text : {u"One line."_s, paragraphs(20, 30)}) {
            stage.lane->view().clear();
            stage.say(text, LaneState::Done);
            QCOMPARE(stage.bar().value(), 0);
            stage.resize(420, stage.height() / 2);
            stage.settle();
            QCOMPARE(stage.bar().value(), 0);
        }
    }
};

QTEST_MAIN(TestLaneView)
#include "tst_laneview.moc"
