DROP TABLE daily_forecasts;
DROP TABLE forecasts;
