using System.Globalization;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.Weather;

/// <summary>Lets an answer take its time. The tenant is free meanwhile.</summary>
internal sealed class Latency(LatencyWeather weather, Dice dice, TimeProvider clock)
{
    internal Task WaitAsync(RequestView view, CancellationToken cancel)
    {
        var usual = view.Service switch { Service.Graph => weather.Graph, Service.Exchange => weather.Exchange, _ => weather.SignIn };
        if (usual == TimeSpan.Zero) return Task.CompletedTask;
        var what = $"latency {view.What}";
        var chance = dice.Roll(string.Create(CultureInfo.InvariantCulture, $"{what}/{dice.Count(what)}"));
        return Task.Delay(usual * (1 + weather.Spread * (2 * chance - 1)), clock, cancel);
    }
}
