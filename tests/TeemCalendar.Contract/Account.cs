using Xunit.Abstractions;
using Xunit.Sdk;

namespace TeemCalendar.Contract;

/// <summary>Says what a test counted: a class fixture, because only fixtures are given the way out.</summary>
public sealed class Account(IMessageSink sink)
{
    /// <summary>Says one line.</summary>
    public void Say(string text) => sink.OnMessage(new DiagnosticMessage(text));
}
